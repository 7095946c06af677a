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

/** One transfer on its way, from the look-up of its servers to its end. Any thread; its state belongs to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a datagram socket is as if lost on the way
final class Running {
    /** Makes the transfer when the sockets are there. */
    interface Made {
        Transfer make(List<Line> lines, Surroundings around);
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

    /** Names are looked up where waiting harms nobody. */
    void start(Endpoint endpoint, Hosts hosts, Made made) {
        try {
            transport.readers().execute(() -> resolve(endpoint, hosts, made));
        } catch (RejectedExecutionException e) {
            end.complete(End.of(End.Kind.CLOSED));
        }
    }

    private void resolve(Endpoint endpoint, Hosts hosts, Made made) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (Hosts.Host host : hosts.all()) {
            try {
                servers.add(host.resolve());
            } catch (UnknownHostException e) {
                finish(End.of(
                        End.Kind.TRANSIENT,
                        Reason.at(
                                endpoint,
                                Reason.Code.NO_CONTACT,
                                "there is no host " + host.name() + " to be found; check the name, or try later")));
                return;
            }
        }
        around.execute(() -> {
            if (!over) {
                carrier.open(servers, lines -> {
                    transfer = made.make(lines, around);
                    return transfer;
                });
            }
        });
    }

    Surroundings around() {
        return around;
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
            transfer.stop(how);
            return;
        }
        if (!over) {
            over = true;
            carrier.close();
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
        try {
            transfer.stop(how);
        } catch (RuntimeException | OutOfMemoryError again) {
            around.broken(again);
        }
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
