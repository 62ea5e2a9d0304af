package io.adxflow.sources.auth;

import io.adxflow.sources.auth.SenderSpec.Control;
import io.adxflow.sources.auth.SenderSpec.Proof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Senders of documents, for tests. */
public final class Senders {
    private Senders() {}

    public static SenderSpec bearer(String name, Path tokens, String... namespaces) {
        return new SenderSpec(name, new Proof.Bearer(file(tokens)), List.of(namespaces), Control.NONE);
    }

    public static SenderSpec basic(String name, String user, Path passwords, String... namespaces) {
        return new SenderSpec(name, new Proof.Basic(user, file(passwords)), List.of(namespaces), Control.NONE);
    }

    public static SenderSpec certificate(String name, String subject, String... namespaces) {
        return new SenderSpec(name, new Proof.Certificate(subject), List.of(namespaces), Control.NONE);
    }

    public static SenderSpec claims(String name, Map<String, String> claims, String... namespaces) {
        return new SenderSpec(name, new Proof.Claims(claims), List.of(namespaces), Control.NONE);
    }

    public static SenderSpec with(SenderSpec sender, Control control) {
        return new SenderSpec(sender.name(), sender.proof(), sender.namespaces(), control);
    }

    public static SenderRules rules(SenderSpec... senders) {
        return new SenderRules(List.of(senders), List.of());
    }

    public static String basicHeader(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static SecretSource file(Path path) {
        return new SecretSource(SecretSource.Kind.FILE, path.toString());
    }
}
