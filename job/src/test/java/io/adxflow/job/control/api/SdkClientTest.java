package io.adxflow.job.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.handshake.HandshakeFixture;
import io.adxflow.job.handshake.HandshakeRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sdk.client.ConflictException;
import io.adxflow.sdk.client.ControlClient;
import io.adxflow.sdk.client.ControlException;
import io.adxflow.sdk.client.Granted;
import io.adxflow.sdk.client.Handshake;
import io.adxflow.sdk.client.Moniker;
import io.adxflow.sdk.client.Namespace;
import io.adxflow.sdk.client.Subscription;
import io.adxflow.sdk.client.Undelivered;
import io.adxflow.sdk.client.Version;
import io.adxflow.sdk.client.Versioned;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sdk's client, at the routes that a job has, over a plane in memory. */
class SdkClientTest {
    private WebServer web;
    private MemoryControlPlane plane;
    private HandshakeFixture handshakes;
    private ControlClient client;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        plane = new MemoryControlPlane("monikers: {other: {kind: directory, path: /x}}");
        handshakes = new HandshakeFixture(folder, plane, Map.of());
        web = WebServer.start();
        ControlRoutes control = new ControlRoutes(plane);
        int port = web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, (router, workers) -> {
                    new HandshakeRoutes(handshakes.hub, true, true).addTo(router, workers);
                    control.addTo(router, workers);
                })
                .port();
        client = ControlClient.at(URI.create("http://127.0.0.1:" + port)).build();
    }

    @AfterEach
    void stop() {
        web.close();
        handshakes.close();
    }

    @Test
    void setsReadsAndDeletesEntriesOfEachSection() throws Exception {
        Moniker lake = new Moniker("directory", Map.of("path", "/lake"));
        Version first = client.monikers().set("lake", lake);
        assertThat(first.number()).isEqualTo(2);
        assertThat(first.what()).isEqualTo("PUT monikers/lake");
        assertThat(client.monikers().get("lake").orElseThrow().value()).isEqualTo(lake);
        assertThat(client.monikers().all().value()).containsKeys("lake", "other");
        assertThat(client.monikers().get("none")).isEmpty();

        client.namespaces().set("team-a", Namespace.of("TeamA", "lake").with("add-labels", Map.of("team", "a")));
        Namespace team = client.namespaces().get("team-a").orElseThrow().value();
        assertThat(team.database()).isEqualTo("TeamA");
        assertThat(team.monikers()).containsExactly("lake");
        assertThat(team.more()).containsEntry("add-labels", Map.of("team", "a"));

        Subscription some =
                new Subscription(List.of("team-a"), List.of("metrics"), List.of(), "job=~\"api-.*\"", "other", false);
        client.subscriptions().set("some", some);
        client.subscriptions().update("some", one -> one.paused(true));
        assertThat(client.subscriptions().get("some").orElseThrow().value()).isEqualTo(some.paused(true));

        client.subscriptions().delete("some");
        client.namespaces().delete("team-a");
        client.monikers().delete("lake", Undelivered.DRAIN);
        assertThat(client.monikers().get("lake")).isEmpty();
        List<Version> versions = client.versions();
        assertThat(versions).hasSize(8);
        assertThat(versions.get(0).what()).isEqualTo("DELETE monikers/lake");
        assertThat(client.document(2)).contains("/lake");
    }

    @Test
    void doesNotOverwriteWhatSomebodyElseChanged() throws Exception {
        Versioned<Moniker> read = client.monikers().get("other").orElseThrow();
        plane.set("monikers: {other: {kind: directory, path: /theirs}}");
        String current = client.document().tag();
        assertThatThrownBy(() -> client.monikers().set("other", read.value().with("path", "/mine"), read.tag()))
                .isInstanceOfSatisfying(ConflictException.class, conflict -> assertThat(conflict.current())
                        .isEqualTo(current));

        AtomicBoolean once = new AtomicBoolean();
        client.monikers().update("other", one -> {
            if (once.compareAndSet(false, true)) {
                theirs();
            }
            return one.with("path", one.options().get("path") + "/mine");
        });
        assertThat(client.monikers().get("other").orElseThrow().value().options())
                .as("made of what the other one had set")
                .containsEntry("path", "/again/mine");
    }

    private void theirs() {
        try {
            plane.set("monikers: {other: {kind: directory, path: /again}}");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsAllProblemsOfAWrongDocument() throws Exception {
        assertThat(client.validate("monikers: {a: {kind: directory}}")).isEmpty();
        assertThat(client.validate("monikers: {a: {kind: nothing}, b: {kind: nothing}}"))
                .hasSize(2);
        assertThatThrownBy(() -> client.monikers().set("a", new Moniker("nothing", Map.of())))
                .isInstanceOfSatisfying(ControlException.class, wrong -> {
                    assertThat(wrong.status()).isEqualTo(422);
                    assertThat(wrong.problems()).hasSize(1);
                })
                .hasMessageContaining("there is no kind 'nothing'");
    }

    @Test
    void shakesHandsForAnAgent() throws Exception {
        Granted granted = client.handshake(Handshake.of("agent-1", "default").in("prometheus"));
        assertThat(granted.remoteWrite()).endsWith("/n/default/api/v1/write");
        assertThat(granted.token()).isNotEmpty();
        assertThat(granted.configuration()).contains("remote_write", granted.token());
        assertThat(granted.refreshAfter()).isPositive();
        assertThat(granted.toString()).doesNotContain(granted.token());
        assertThatThrownBy(() ->
                        client.handshake(Handshake.of("agent-1", "default").in("nothing")))
                .hasMessageContaining("format: 'nothing'");
    }
}
