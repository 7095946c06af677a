package dtp.app.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key for a server and one for a client, each trusted by the other, made by the JDK's keytool. The test's thread. */
final class Keys {
    private static final String PASSWORD = "only for this test";

    private final Path folder;

    Keys(Path folder) throws Exception {
        this.folder = folder;
        for (String who : List.of("server", "client")) {
            keytool(
                    "-genkeypair -alias k -keyalg EC -validity 2 -ext san=dns:localhost -dname CN=" + who,
                    who + ".p12");
            keytool("-exportcert -alias k -file " + folder.resolve(who + ".crt"), who + ".p12");
        }
        keytool("-importcert -noprompt -alias k -file " + folder.resolve("server.crt"), "client.trust.p12");
        keytool("-importcert -noprompt -alias k -file " + folder.resolve("client.crt"), "server.trust.p12");
    }

    private void keytool(String words, String store) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
        command.add(folder.resolve(store).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** Writes the configuration of one side, with further lines. */
    void configure(Path file, String who, String more) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "tls.key.store=" + folder.resolve(who + ".p12") + "\ntls.key.store.password=" + PASSWORD
                        + "\ntls.trust.store=" + folder.resolve(who + ".trust.p12") + "\ntls.trust.store.password="
                        + PASSWORD + "\n" + more);
    }
}
