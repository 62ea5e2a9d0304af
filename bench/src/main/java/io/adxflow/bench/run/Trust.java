package io.adxflow.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a run's job asks of its sender. */
public enum Trust {
    /** Nothing. */
    NONE,
    /** A token. */
    TOKEN,
    /** A token, by TLS. */
    TLS;

    private static final char[] PASSWORD = "adxflow".toCharArray();

    /** Writes what both need into the folder. */
    void write(Path folder) throws IOException, InterruptedException {
        if (this != NONE) {
            Files.createDirectories(folder);
            Files.writeString(token(folder), "bench-" + Long.toHexString(System.nanoTime()) + "0123456789abcdef");
        }
        if (this == TLS) {
            certificate(folder);
        }
    }

    /** The job's settings. */
    List<String> job(Path folder) {
        List<String> settings = new ArrayList<>();
        if (this != NONE) {
            settings.add("ingest.authentication=require");
            settings.add("senders.bench.bearer-file=" + token(folder));
            settings.add("senders.bench.namespaces=*");
        }
        if (this == TLS) {
            settings.add("ingest.tls.certificate-file=" + folder.resolve("tls.crt"));
            settings.add("ingest.tls.key-file=" + folder.resolve("tls.key"));
        }
        return settings;
    }

    /** The sender's words. */
    List<String> sender(Path folder) {
        return switch (this) {
            case NONE -> List.of();
            case TOKEN -> List.of("--token-file", token(folder).toString());
            case TLS -> List.of("--token-file", token(folder).toString(), "--tls");
        };
    }

    private static Path token(Path folder) {
        return folder.resolve("token");
    }

    /** Of an elliptic curve, as most are that are new. */
    private static void certificate(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("tls.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate");
        }
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            Key key = keys.getKey("own", PASSWORD);
            pem(
                    folder.resolve("tls.crt"),
                    "CERTIFICATE",
                    keys.getCertificate("own").getEncoded());
            pem(folder.resolve("tls.key"), "PRIVATE KEY", key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of keytool cannot be read", e);
        }
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }
}
