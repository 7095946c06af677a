package dtp.transport.udp.net;

import dtp.api.Endpoint;
import dtp.api.Reason;
import dtp.api.transport.End;
import dtp.transport.udp.machine.Line;
import dtp.transport.udp.machine.Surroundings;
import dtp.transport.udp.machine.Transfer;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One transfer on its way, from the look-up of its servers to its end. Any thread; its state belongs to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class Running {
    /** Makes the transfer when the sockets are there. */
    interface Made {
        /** @param servers those that were found, as the user wrote them */
        Transfer make(List<String> servers, List<Line> lines, Surroundings around);
    }

    private final KftpTransport transport;
    private final Carrier carrier;
    private final Surroundings around;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private Transfer transfer;
    private boolean over;

    Running(KftpTransport transport) {
        this.transport = transport;
        carrier = transport.carrier(this::broken);
        around = transport.surroundings(carrier);
    }

    /**
     * Names are looked up where waiting harms nobody.
     *
     * @param note is told of hosts that were not found while others were; on the loop
     */
    void start(Endpoint endpoint, Hosts hosts, Consumer<Reason> note, Made made) {
        try {
            transport.names().execute(hosts, () -> resolve(endpoint, hosts, note, made));
        } catch (RejectedExecutionException e) {
            end.complete(End.of(End.Kind.CLOSED));
        }
    }

    private void resolve(Endpoint endpoint, Hosts hosts, Consumer<Reason> note, Made made) {
        List<String> names = new ArrayList<>();
        List<InetSocketAddress> servers = new ArrayList<>();
        List<Reason> missing = new ArrayList<>();
        for (Hosts.Host host : hosts.all()) {
            try {
                servers.add(host.resolve(transport.names()));
                names.add(host.toString());
            } catch (UnknownHostException e) {
                missing.add(Reason.at(
                        endpoint,
                        Reason.Code.NO_CONTACT,
                        "there is no host " + host.name() + " to be found; check the name, or try later"));
            }
        }
        if (servers.isEmpty()) {
            finish(End.of(End.Kind.TRANSIENT, missing.get(0)));
            return;
        }
        around.execute(() -> {
            if (over) {
                return;
            }
            try {
                missing.forEach(note);
                carrier.open(servers, lines -> {
                    transfer = made.make(names, lines, around);
                    return transfer;
                });
            } catch (RuntimeException | OutOfMemoryError e) {
                broken(e);
            }
        });
    }

    CompletionStage<End> end() {
        return end;
    }

    /** From any thread. */
    void finish(End how) {
        around.execute(() -> ended(how));
    }

    /** On the loop, by the transfer or instead of it. */
    void ended(End how) {
        if (transfer != null && !transfer.ended()) {
            try {
                // it comes back here
                transfer.stop(how);
            } catch (RuntimeException | OutOfMemoryError e) {
                around.broken(e);
            }
        }
        if (!over) {
            over = true;
            carrier.stop();
            try {
                // not at once: Netty reads on from the descriptor of a socket that is closed while it is read, whosever
                // that is by then
                transport.loop().execute(() -> closed(how));
            } catch (RejectedExecutionException e) {
                closed(how);
            }
        }
    }

    private void closed(End how) {
        try {
            carrier.close();
        } finally {
            end.complete(how);
        }
    }

    /** On the loop: a fault ends this transfer, and no other. */
    private void broken(Throwable why) {
        around.broken(why);
        End how = End.of(
                End.Kind.TRANSIENT,
                Reason.of(
                        Reason.Code.IO_ERROR,
                        "a fault of this program: " + why + "; what came is safe, and it is tried again"));
        ended(how);
    }

    void throughput(long bytesPerSecond) {
        around.execute(() -> {
            if (transfer != null) {
                transfer.throughput(bytesPerSecond);
            }
        });
    }
}
