package io.adxflow.sources.auth;

import io.adxflow.sources.files.WatchedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the secrets of a document are, as they were read last. One that cannot be read any more, or is empty, stays what it was, and is
 * told. Not thread-safe; reads files.
 */
final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private final Function<String, @Nullable String> environment;
    private final Map<SecretSource, Held> held = new HashMap<>();

    private static final class Held {
        final @Nullable WatchedFile file;
        List<Secret> values = List.of();

        @Nullable
        String problem;

        Held(@Nullable WatchedFile file) {
            this.file = file;
        }
    }

    /** @param environment finds variables of this process */
    Secrets(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** Knows these from now on, and no others. */
    void know(Collection<SecretSource> sources) {
        held.keySet().retainAll(sources);
        for (SecretSource source : sources) {
            if (!held.containsKey(source)) {
                boolean isFile = source.kind() == SecretSource.Kind.FILE;
                Held secret = new Held(isFile ? new WatchedFile(Path.of(source.name())) : null);
                held.put(source, secret);
                read(source, secret);
            }
        }
    }

    /** Reads anew what has changed; true when a value is another. */
    boolean refresh() {
        boolean changed = false;
        for (Map.Entry<SecretSource, Held> entry : held.entrySet()) {
            Held secret = entry.getValue();
            if (secret.file != null && secret.file.hasChanged()) {
                changed |= read(entry.getKey(), secret);
            }
        }
        return changed;
    }

    /** The lines of the secret; none when it was never read. */
    List<Secret> values(SecretSource source) {
        Held secret = held.get(source);
        return secret == null ? List.of() : secret.values;
    }

    /** How many cannot be read now. */
    int unreadable() {
        return (int)
                held.values().stream().filter(secret -> secret.problem != null).count();
    }

    private boolean read(SecretSource source, Held secret) {
        String problem;
        try {
            byte[] text = secret.file == null ? variable(source.name()) : secret.file.read();
            List<Secret> lines = lines(text);
            Arrays.fill(text, (byte) 0);
            if (!lines.isEmpty()) {
                tell(secret, null);
                secret.values = lines;
                return true;
            }
            problem = source.name() + " is empty";
        } catch (IOException e) {
            problem = "cannot read " + e.getMessage();
        }
        tell(secret, problem);
        return false;
    }

    private byte[] variable(String name) throws IOException {
        String value = environment.apply(name);
        if (value == null) {
            throw new IOException("the environment variable " + name + ", which is not set");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static void tell(Held secret, @Nullable String problem) {
        if (problem != null && !problem.equals(secret.problem)) {
            LOG.error(
                    "A sender's secret: {}; {}",
                    problem,
                    secret.values.isEmpty()
                            ? "until it is there, its sender is answered 503"
                            : "what it was before holds on");
        }
        secret.problem = problem;
    }

    /** Blank lines and blanks at the ends of lines do not count. */
    private static List<Secret> lines(byte[] text) {
        List<Secret> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '\n') {
                int from = start;
                int to = i;
                while (from < to && isBlank(text[from])) {
                    from++;
                }
                while (to > from && isBlank(text[to - 1])) {
                    to--;
                }
                if (to > from) {
                    lines.add(new Secret(Arrays.copyOfRange(text, from, to)));
                }
                start = i + 1;
            }
        }
        return List.copyOf(lines);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
