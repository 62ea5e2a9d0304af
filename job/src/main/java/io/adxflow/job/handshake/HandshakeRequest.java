package io.adxflow.job.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.control.DocumentProblem;
import io.adxflow.job.handshake.formats.AgentFormat;
import io.adxflow.job.handshake.formats.AgentFormats;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sender says of itself: JSON of {@code {agent, version, host, namespace, signals, format, token-file}}, of which {@code agent}
 * alone is needed.
 *
 * @param agent by which it is known within its namespace
 * @param version of the sender's program, for people, as is {@code host}
 * @param signals what it means to send; all when it does not say
 * @param format of the configuration that it wants; null for none
 * @param tokenFile where the sender will keep its token, for configurations that name a file rather than the token; empty for none
 */
public record HandshakeRequest(
        String agent,
        String version,
        String host,
        String namespace,
        Set<Signal> signals,
        @Nullable AgentFormat format,
        String tokenFile) {
    static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final int MAX_TEXT = 200;
    private static final List<String> FIELDS =
            List.of("agent", "version", "host", "namespace", "signals", "format", "token-file");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public HandshakeRequest {
        signals = Set.copyOf(signals);
    }

    /** The request cannot be read, or what it says is wrong. */
    static final class WrongException extends Exception {
        private final transient List<DocumentProblem> problems;

        WrongException(List<DocumentProblem> problems) {
            super(problems.toString());
            this.problems = problems;
        }

        /** Everything that is wrong; empty when it is no JSON object. */
        List<DocumentProblem> problems() {
            return problems;
        }
    }

    /** @throws WrongException with all problems at once */
    static HandshakeRequest parse(String body) throws WrongException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new WrongException(List.of());
        }
        if (root == null || !root.isObject()) {
            throw new WrongException(List.of());
        }
        List<DocumentProblem> problems = new ArrayList<>();
        root.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                problems.add(new DocumentProblem(
                        field,
                        "unknown key " + field + Nearest.hint(field, FIELDS),
                        "known: " + String.join(", ", FIELDS)));
            }
        });
        String agent = root.path("agent").asText("");
        if (!AGENT.matcher(agent).matches()) {
            problems.add(new DocumentProblem(
                    "agent", "agent: '" + cut(agent) + "'", "expected: 1 to 128 letters, digits and . _ : @ -"));
        }
        String namespace = root.path("namespace").asText("default");
        if (!NAMESPACE.matcher(namespace).matches()) {
            problems.add(new DocumentProblem(
                    "namespace", "namespace: '" + cut(namespace) + "'", "expected: 1 to 64 letters, digits, - and _"));
        }
        Set<Signal> signals = signals(root.path("signals"), problems);
        AgentFormat format = format(root.path("format").asText(""), problems);
        if (!problems.isEmpty()) {
            throw new WrongException(problems);
        }
        return new HandshakeRequest(
                agent,
                cut(root.path("version").asText("")),
                cut(root.path("host").asText("")),
                namespace,
                signals,
                format,
                cut(root.path("token-file").asText("")));
    }

    private static Set<Signal> signals(JsonNode node, List<DocumentProblem> problems) {
        Set<Signal> signals = EnumSet.noneOf(Signal.class);
        for (JsonNode one : node) {
            try {
                signals.add(Signal.valueOf(one.asText().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                problems.add(new DocumentProblem(
                        "signals", "signals: '" + cut(one.asText()) + "'", "expected: metrics, logs, traces"));
            }
        }
        return signals.isEmpty() ? EnumSet.allOf(Signal.class) : signals;
    }

    private static @Nullable AgentFormat format(String name, List<DocumentProblem> problems) {
        if (name.isEmpty()) {
            return null;
        }
        AgentFormat format = AgentFormats.named(name);
        if (format == null) {
            problems.add(new DocumentProblem(
                    "format",
                    "format: '" + cut(name) + "'" + Nearest.hint(name, AgentFormats.names()),
                    "known: " + String.join(", ", AgentFormats.names())));
        }
        return format;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
