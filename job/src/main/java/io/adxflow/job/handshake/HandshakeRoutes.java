package io.adxflow.job.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.control.api.ControlAnswers;
import io.adxflow.job.handshake.HandshakeOutcome.Granted;
import io.adxflow.job.handshake.HandshakeOutcome.Refused;
import io.adxflow.job.handshake.tokens.AgentGate;
import io.adxflow.job.web.LaterAnswers;
import io.adxflow.job.web.RequestBody;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebWorkers;
import io.adxflow.sources.auth.Credentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The paths of hand-shakes below {@code /api/v1}, and where agents are managed those for that. */
public final class HandshakeRoutes implements Routes {
    private static final int MAX_WAITING = 256;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HandshakeHub hub;
    private final boolean trusted;
    private final boolean managed;
    private final LaterAnswers later = new LaterAnswers("adxflow-handshake-api", 2, MAX_WAITING);

    /**
     * @param trusted whether who shows no token may shake hands for anybody
     * @param managed whether agents are listed, enrolled and revoked here; who may, the address has asked before
     */
    public HandshakeRoutes(HandshakeHub hub, boolean trusted, boolean managed) {
        this.hub = hub;
        this.trusted = trusted;
        this.managed = managed;
    }

    @Override
    public void addTo(Router router, WebWorkers workers) {
        router.post("/api/v1/handshake").handler(later.answering(context -> {
            Asked asked = Asked.of(context);
            return () -> withService(service -> shake(service, asked));
        }));
        if (!managed) {
            return;
        }
        router.get("/api/v1/agents").handler(later.answering(context -> {
            String accept = context.request().getHeader("Accept");
            return () -> withService(service -> now(HandshakeAnswers.agents(service, accept)));
        }));
        router.postWithRegex("/api/v1/agents/(?<namespace>[^/]+)/(?<agent>[^/]+)/revoke")
                .handler(later.answering(context -> {
                    String namespace = context.pathParam("namespace");
                    String agent = context.pathParam("agent");
                    Asked asked = Asked.of(context);
                    return () -> withService(service -> revoke(service, namespace, agent, asked));
                }));
        router.post("/api/v1/enrolments").handler(later.answering(context -> {
            Asked asked = Asked.of(context);
            return () -> withService(service -> now(enrol(service, asked)));
        }));
    }

    /** What a request says, read on the event loop. */
    private record Asked(
            String body, @Nullable String accept, Credentials credentials, String calledHost, String remote) {
        static Asked of(RoutingContext context) {
            var request = context.request();
            String host = request.getHeader("Host");
            String remote = request.remoteAddress() == null
                    ? ""
                    : request.remoteAddress().hostAddress();
            return new Asked(
                    RequestBody.of(context).toString(StandardCharsets.UTF_8),
                    request.getHeader("Accept"),
                    AgentCallers.credentials(context),
                    host == null ? "127.0.0.1" : host.replaceFirst(":\\d*$", ""),
                    remote);
        }
    }

    private CompletableFuture<WebAnswer> withService(Function<HandshakeService, CompletableFuture<WebAnswer>> work) {
        HandshakeService service = hub.service();
        return service == null
                ? now(HandshakeAnswers.problem(
                        new Refused(503, "Not now", "the job does not run in this process yet; ask again")))
                : work.apply(service);
    }

    private static CompletableFuture<WebAnswer> now(WebAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private CompletableFuture<WebAnswer> shake(HandshakeService service, Asked asked) {
        HandshakeRequest request;
        try {
            request = HandshakeRequest.parse(asked.body());
        } catch (HandshakeRequest.WrongException e) {
            return now(
                    e.problems().isEmpty()
                            ? HandshakeAnswers.problem(new Refused(
                                    400, "Cannot be read", "expected a JSON object with agent and namespace"))
                            : HandshakeAnswers.problem(
                                    new Refused(422, "The request is wrong", "see problems", e.problems())));
        }
        AgentGate.Admission admission = new AgentGate(service.tokens(), AgentCallers::senders, trusted)
                .admit(asked.credentials(), service.epochMillis().getAsLong());
        String refusal = admission.refusalOf(request.namespace(), request.agent());
        if (refusal != null) {
            hub.count(false);
            int status = admission.isKnown() ? 403 : 401;
            WebAnswer answer = HandshakeAnswers.problem(
                    new Refused(status, status == 401 ? "Who is it?" : "Not this one", refusal));
            return now(status == 401 ? answer.with("WWW-Authenticate", "Bearer realm=\"adxflow hand-shake\"") : answer);
        }
        // Aside: a decision may come in a task's own thread, and an extension's format may take its time.
        return service.desk().decide(request, asked.calledHost()).thenApplyAsync(outcome -> {
            hub.count(outcome instanceof Granted);
            if (outcome instanceof Granted granted) {
                return HandshakeAnswers.granted(granted.grant(), request, asked.accept());
            }
            return HandshakeAnswers.problem((Refused) outcome);
        });
    }

    private static CompletableFuture<WebAnswer> revoke(
            HandshakeService service, String namespace, String agent, Asked asked) {
        if (!HandshakeRequest.AGENT.matcher(agent).matches()) {
            return now(
                    HandshakeAnswers.problem(new Refused(404, "Not found", "'" + agent + "' is not an agent's name")));
        }
        return service.maker()
                .revoke(namespace, agent, "api " + asked.remote())
                .thenApply(refused -> refused == null
                        ? ControlAnswers.of(
                                200,
                                JSON.createObjectNode()
                                        .put("namespace", namespace)
                                        .put("agent", agent)
                                        .put("revoked", true),
                                asked.accept())
                        : HandshakeAnswers.problem(refused));
    }

    private static WebAnswer enrol(HandshakeService service, Asked asked) {
        JsonNode root;
        try {
            root = JSON.readTree(asked.body());
        } catch (JsonProcessingException e) {
            return HandshakeAnswers.problem(
                    new Refused(400, "Cannot be read", "expected a JSON object with name and namespaces"));
        }
        String name = root.path("name").asText("");
        Set<String> namespaces = new TreeSet<>();
        root.path("namespaces").forEach(one -> namespaces.add(one.asText()));
        if (!HandshakeRequest.AGENT.matcher(name).matches() || namespaces.isEmpty()) {
            return HandshakeAnswers.problem(new Refused(
                    422,
                    "The request is wrong",
                    "expected name, of letters, digits and . _ : @ -, and namespaces, a list of names, or of *"));
        }
        String token = service.desk().enrol(name, namespaces);
        return token == null
                ? HandshakeAnswers.problem(new Refused(
                        503, "Not now", "there is no key to sign tokens by, see " + HandshakeOptions.KEYS.key()))
                : ControlAnswers.of(
                                200, JSON.createObjectNode().put("name", name).put("token", token), asked.accept())
                        .with("Cache-Control", "no-store");
    }
}
