package io.adxflow.sdk.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks and changes a running job by its control API. Blocks; repeats what was not answered, so that a change is made once; thread-safe.
 *
 * <pre>
 * ControlClient job = ControlClient.at(URI.create("http://127.0.0.1:9202")).build();
 * job.monikers().set("lake", new Moniker("blob", Map.of("container", "https://…/lake")));
 * job.namespaces().update("team-a", one -&gt; one.with("add-labels", Map.of("team", "a")));
 * </pre>
 */
public final class ControlClient {
    private final Exchange exchange;

    ControlClient(Exchange.Transport transport) {
        this.exchange = new Exchange(transport);
    }

    /** A client of the job whose {@code control.http} is there. */
    public static Builder at(URI base) {
        return new Builder(base);
    }

    /** How to reach a job. */
    public static final class Builder {
        private static final Duration CONNECT = Duration.ofSeconds(5);

        private final URI base;
        private Supplier<String> token = () -> "";
        private @Nullable SSLContext tls;

        private Builder(URI base) {
            this.base = base;
        }

        /** Proves itself by a bearer token, asked for anew with each request, so that it may change. */
        public Builder token(Supplier<String> bearer) {
            token = bearer;
            return this;
        }

        /** Trusts, and shows, other certificates than Java does by itself. */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        public ControlClient build() {
            HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECT);
            return new ControlClient(
                    new HttpTransport(base, (tls == null ? http : http.sslContext(tls)).build(), token));
        }
    }

    public Section<Moniker> monikers() {
        return new Section<>(exchange, "monikers", Forms.MONIKER);
    }

    public Section<Namespace> namespaces() {
        return new Section<>(exchange, "namespaces", Forms.NAMESPACE);
    }

    public Section<Subscription> subscriptions() {
        return new Section<>(exchange, "subscriptions", Forms.SUBSCRIPTION);
    }

    /** The whole document in force, as JSON. */
    public Versioned<String> document() throws IOException, InterruptedException, ControlException {
        Exchange.Answer answer = exchange.get("pipeline");
        return new Versioned<>(answer.body(), answer.header("etag"));
    }

    /**
     * Replaces the whole document, if nothing of it has changed since it was read.
     *
     * @param json or YAML
     * @param tag of what was read
     * @throws ConflictException when something has
     */
    public Version replace(String json, String tag) throws IOException, InterruptedException, ControlException {
        return Forms.version(
                exchange.change("pipeline", json, tag, UUID.randomUUID().toString())
                        .json());
    }

    /** All that is wrong with a document, in JSON or YAML; empty when nothing is. Changes nothing. */
    public List<Problem> validate(String document) throws IOException, InterruptedException, ControlException {
        try {
            Exchange.Answer unused = exchange.post("validate", document);
            return List.of();
        } catch (ControlException e) {
            if (e.status() == 422) {
                return e.problems();
            }
            throw e;
        }
    }

    /** The history, newest first. */
    public List<Version> versions() throws IOException, InterruptedException, ControlException {
        List<Version> versions = new ArrayList<>();
        for (JsonNode one : exchange.get("versions").json().path("versions")) {
            versions.add(Forms.version(one));
        }
        return versions;
    }

    /** The document that a version was, as JSON. */
    public String document(long version) throws IOException, InterruptedException, ControlException {
        return exchange.get("versions/" + version).json().path("document").toString();
    }

    /** Says who an agent is, and gets where it sends. The client's token is that of an enrolment then, where one is needed. */
    public Granted handshake(Handshake agent) throws IOException, InterruptedException, ControlException {
        ObjectNode body = Exchange.JSON
                .createObjectNode()
                .put("agent", agent.agent())
                .put("version", agent.version())
                .put("host", agent.host())
                .put("namespace", agent.namespace());
        if (!agent.signals().isEmpty()) {
            body.set("signals", Exchange.JSON.valueToTree(agent.signals()));
        }
        if (!agent.format().isEmpty()) {
            body.put("format", agent.format());
        }
        JsonNode granted = exchange.post("handshake", body.toString()).json();
        JsonNode endpoints = granted.path("endpoints");
        Map<String, String> labels = new TreeMap<>();
        granted.path("labels")
                .properties()
                .forEach(one -> labels.put(one.getKey(), one.getValue().asText()));
        return new Granted(
                endpoints.path("remote-write").asText(),
                endpoints.path("otlp-http").asText(),
                endpoints.hasNonNull("otlp-grpc") ? endpoints.path("otlp-grpc").asText() : null,
                granted.path("token").asText(),
                Instant.parse(granted.path("expires").asText("1970-01-01T00:00:00Z")),
                Duration.ofSeconds(granted.path("refresh-seconds").asLong()),
                labels,
                Forms.texts(granted.path("monikers")),
                granted.path("limits").path("body-bytes").asInt(),
                granted.path("configuration").asText(""));
    }
}
