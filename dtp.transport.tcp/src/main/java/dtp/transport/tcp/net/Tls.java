package dtp.transport.tcp.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Keys and trust of {@code tcps}, by the JDK's own TLS. Immutable; any thread. */
public final class Tls {
    private final SSLContext context;
    private final boolean checksHost;
    private final boolean needsClient;

    private Tls(SSLContext context, boolean checksHost, boolean needsClient) {
        this.context = context;
        this.checksHost = checksHost;
        this.needsClient = needsClient;
    }

    /**
     * Where keys and trust are.
     *
     * @param key path of a PKCS 12 with this side's key; empty for none
     * @param trust path of a PKCS 12 with whom to trust; empty for the authorities of the JDK
     */
    public record Stores(String key, String keyPassword, String trust, String trustPassword) {}

    /**
     * @param checksHost clients: the certificate must name the host
     * @param needsClient servers: the client must have a certificate that is trusted
     * @throws IllegalArgumentException in words for the user
     */
    public static Tls of(Stores stores, boolean checksHost, boolean needsClient) {
        try {
            KeyManager[] keys = null;
            if (!stores.key().isEmpty()) {
                KeyManagerFactory made = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                made.init(
                        load(stores.key(), stores.keyPassword()),
                        stores.keyPassword().toCharArray());
                keys = made.getKeyManagers();
            }
            TrustManager[] trusted = null;
            if (!stores.trust().isEmpty()) {
                TrustManagerFactory made = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                made.init(load(stores.trust(), stores.trustPassword()));
                trusted = made.getTrustManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trusted, null);
            return new Tls(context, checksHost, needsClient);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the keys for tcps cannot be used (" + e.getMessage() + "); check path and password of the stores",
                    e);
        }
    }

    private static KeyStore load(String path, String password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    /** @return false: what this connection carries is plain */
    static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    SslHandler client(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (checksHost) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return new SslHandler(engine);
    }

    SslHandler server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(needsClient);
        return new SslHandler(engine);
    }
}
