package io.adxflow.job.opamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.handshake.AgentReport;
import io.adxflow.job.handshake.HandshakeFixture;
import io.adxflow.job.handshake.tokens.AgentGate;
import io.adxflow.job.handshake.tokens.AgentGate.Admission;
import io.adxflow.job.handshake.tokens.AgentToken;
import io.adxflow.job.opamp.TestAgent.Told;
import io.adxflow.sources.auth.AuthVerdict;
import io.adxflow.sources.auth.Credentials;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents are offered, and when, with time moved by hand. */
class OpAmpServiceTest {
    private static final Pattern TOKEN = Pattern.compile("Bearer ([\\w.-]+)");
    private static final Map<String, String> DESCRIPTION = Map.of(
            "service.name", "otelcol", "service.version", "1.2", "host.name", "h1", "adxflow.namespace", "team-a");
    private static final Admission TRUSTED = new Admission(null, null, true, "");

    @TempDir
    Path folder;

    private HandshakeFixture handshakes;
    private OpAmpService service;

    private static String document(String label) {
        return """
                namespaces:
                  default: {database: Metrics}
                  team-a: {database: TeamA, monikers: [local], add-labels: {version: '%s'}}
                """
                .formatted(label);
    }

    private void start(String document, String... options) throws Exception {
        Map<String, String> all =
                new HashMap<>(Map.of("handshake.canary-time", "1 min", "handshake.token-lifetime", "1 h"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        handshakes = new HandshakeFixture(folder, document, all);
        service = new OpAmpService(
                handshakes.service(), new AgentLog(handshakes.settings.storage().folder("agents")), new OpAmpCounts());
        handshakes.service().document().onChange(version -> service.followDocument());
    }

    private void restart(String document) throws Exception {
        service.stop();
        long millis = handshakes.millis.get();
        handshakes.close();
        start(document);
        handshakes.millis.set(millis);
    }

    @AfterEach
    void stop() {
        handshakes.close();
    }

    private Told say(byte[] message) throws Exception {
        return say(TRUSTED, message);
    }

    private Told say(Admission caller, byte[] message) throws Exception {
        Reply reply = service.handle(caller, AgentMessage.parse(message, 0, message.length), null, "ingest.example");
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        return TestAgent.told(((Reply.Answer) reply).bytes(), 0);
    }

    private Reply.Refusal refused(Admission caller, byte[] message) throws Exception {
        return (Reply.Refusal)
                service.handle(caller, AgentMessage.parse(message, 0, message.length), null, "ingest.example");
    }

    private static TestAgent agent(int number) {
        return new TestAgent(new UUID(7, number));
    }

    /** One that has applied what it was offered first. */
    private TestAgent settled(int number) throws Exception {
        TestAgent agent = agent(number);
        Told told = say(agent.fullState(DESCRIPTION));
        if (told.hash() == null) {
            told = say(agent.poll());
        }
        say(agent.applied(told.hash()));
        return agent;
    }

    private void pass(long seconds) {
        handshakes.millis.addAndGet(seconds * 1000);
    }

    private String report(TestAgent agent, String key) {
        return service.reports().stream()
                .filter(one -> one.agent().equals(agent.uid.toString()))
                .map(AgentReport::details)
                .map(details -> details.getOrDefault(key, ""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewAgentGetsItsConfigurationInTheFirstAnswerAndNoSecondTime() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        Told first = say(agent.fullState(DESCRIPTION));
        assertThat(first.uid()).isEqualTo(agent.uid);
        assertThat(first.capabilities()).isEqualTo(7);
        assertThat(first.reportFullState()).isFalse();
        assertThat(first.config())
                .contains("http://127.0.0.1:9201/n/team-a")
                .contains("otlphttp/adxflow")
                .contains("\"version\"");
        Matcher token = TOKEN.matcher(first.config());
        assertThat(token.find()).isTrue();
        AuthVerdict verdict = handshakes.service().tokens().verify(token.group(1), handshakes.millis.get());
        AuthVerdict.Accepted accepted = (AuthVerdict.Accepted) verdict;
        assertThat(accepted.identity().mayWrite("team-a")).isTrue();
        assertThat(accepted.identity().name()).isEqualTo("agent " + agent.uid);
        assertThat(say(agent.poll()).hash()).isNull();
        assertThat(say(agent.applied(first.hash())).hash()).isNull();
        assertThat(say(agent.effectiveConfig("a: 1")).hash()).isNull();
        assertThat(service.effectiveConfig(agent.uid)).isEqualTo("a: 1");
        assertThat(report(agent, "config")).isEqualTo("applied");
        assertThat(service.reports().get(0).host()).isEqualTo("h1");
    }

    @Test
    void equalDocumentsAndRestartsGiveEqualHashesAndNoOffer() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        byte[] hash = say(agent.fullState(DESCRIPTION)).hash();
        say(agent.applied(hash));
        handshakes.plane.set(document("1") + "  other: {monikers: [local]}\n");
        assertThat(say(agent.poll()).hash()).isNull();
        restart(document("1"));
        Told polled = say(agent.poll());
        assertThat(polled.reportFullState()).isTrue();
        assertThat(say(agent.poll()).reportFullState())
                .as("it is asked once per poll, not in each answer")
                .isTrue();
        say(agent.fullState(DESCRIPTION));
        assertThat(say(agent.applied(hash)).hash()).isNull();
        assertThat(say(agent.poll()).reportFullState()).isFalse();
    }

    @Test
    void aNewTokenComesWhenHalfOfItsLifeIsOverAndTheOldOneGoesOnMeanwhile() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        Told first = say(agent.fullState(DESCRIPTION));
        say(agent.applied(first.hash()));
        pass(1801);
        Told second = say(agent.poll());
        assertThat(second.hash()).isNotNull().isNotEqualTo(first.hash());
        assertThat(AgentConfig.digestOf(second.hash())).isEqualTo(AgentConfig.digestOf(first.hash()));
        Matcher old = TOKEN.matcher(first.config());
        assertThat(old.find()).isTrue();
        assertThat(handshakes.service().tokens().verify(old.group(1), handshakes.millis.get()))
                .isInstanceOf(AuthVerdict.Accepted.class);
    }

    @Test
    void whatFailedIsAnsweredWithTheLastGoodOneAndIsNeverOfferedAgainNotEvenAfterARestart() throws Exception {
        start(document("1"));
        TestAgent agent = settled(1);
        handshakes.plane.set(document("2"));
        Told bad = say(agent.poll());
        assertThat(bad.hash()).isNotNull();
        Told answer = say(agent.failed(bad.hash()));
        assertThat(answer.config()).contains("\"1\"");
        say(agent.applied(answer.hash()));
        assertThat(say(agent.poll()).hash()).isNull();
        service.flush();
        restart(document("2"));
        say(agent.newSession(DESCRIPTION));
        Told after = say(agent.applied(answer.hash()));
        assertThat(after.hash()).isNull();
        assertThat(report(agent, "config")).isEqualTo("applied");
        handshakes.plane.set(document("3"));
        assertThat(say(agent.poll()).config()).contains("\"3\"");
    }

    @Test
    void whatFailsBeforeAnythingWorkedIsReplacedByNothing() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        Told first = say(agent.fullState(DESCRIPTION));
        Told answer = say(agent.failed(first.hash()));
        assertThat(answer.hash()).isNotNull();
        assertThat(answer.config()).isEmpty();
        assertThat(say(agent.applied(answer.hash())).hash()).isNull();
        assertThat(say(agent.poll()).hash()).isNull();
    }

    @Test
    void whatHasWorkedAndFailsOnceIsLeftToTheAgent() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        Told first = say(agent.fullState(DESCRIPTION));
        say(agent.applied(first.hash()));
        pass(1801);
        Told renewed = say(agent.poll());
        assertThat(say(agent.failed(renewed.hash())).hash()).isNull();
        assertThat(report(agent, "config")).isEqualTo("failed");
        assertThat(say(agent.applied(renewed.hash())).hash()).isNull();
    }

    @Test
    void aChangeGoesToTheCanaryFirstAndToAllWhenItIsWell() throws Exception {
        start(document("1"), "handshake.canaries", "1");
        TestAgent canary = settled(1);
        TestAgent other = settled(2);
        handshakes.plane.set(document("2"));
        Told offered = say(canary.poll());
        assertThat(offered.hash()).isNotNull();
        assertThat(report(canary, "canary")).isEqualTo("true");
        assertThat(say(other.poll()).hash()).isNull();
        say(canary.applied(offered.hash()));
        assertThat(say(other.poll()).config()).contains("\"2\"");
    }

    @Test
    void aCanaryThatCannotApplyItOrIsNotWellOrSendsNoMoreKeepsItFromTheOthers() throws Exception {
        start(document("1"));
        TestAgent canary = settled(1);
        TestAgent other = settled(2);
        handshakes.plane.set(document("2"));
        say(canary.failed(say(canary.poll()).hash()));
        assertThat(say(other.poll()).hash()).isNull();
        assertThat(report(other, "halted")).contains("could not apply it: exit code 1");

        handshakes.plane.set(document("3"));
        // The agent that was heard of first is the canary again.
        byte[] third = say(canary.poll()).hash();
        say(canary.applied(third));
        assertThat(say(other.poll()).hash()).isNotNull();
        handshakes.plane.set(document("4"));
        byte[] fourth = say(canary.poll()).hash();
        say(canary.health(false, "cannot bind"));
        say(canary.applied(fourth));
        pass(61);
        service.tick();
        assertThat(say(other.poll()).hash()).isNull();
        assertThat(report(other, "halted")).contains("not healthy").contains("cannot bind");
        assertThat(say(canary.poll()).config()).contains("\"3\"");
    }

    @Test
    void aCanaryThatSentAndSendsNoMoreHaltsItAndOneThatSendsPromotesIt() throws Exception {
        start(document("1"));
        TestAgent canary = agent(1);
        Told first = say(canary.fullState(DESCRIPTION));
        say(canary.applied(first.hash()));
        TestAgent other = settled(2);
        Matcher token = TOKEN.matcher(first.config());
        assertThat(token.find()).isTrue();
        handshakes.service().tokens().verify(token.group(1), handshakes.millis.get());
        pass(5);
        handshakes.plane.set(document("2"));
        say(canary.applied(say(canary.poll()).hash()));
        assertThat(say(other.poll()).hash()).as("its rows have not come yet").isNull();
        pass(61);
        service.tick();
        assertThat(report(other, "halted")).contains("has sent nothing since it applied it");

        handshakes.service().tokens().verify(token.group(1), handshakes.millis.get());
        pass(5);
        handshakes.plane.set(document("3"));
        say(canary.applied(say(canary.poll()).hash()));
        pass(1);
        handshakes.service().tokens().verify(token.group(1), handshakes.millis.get());
        say(canary.poll());
        assertThat(say(other.poll()).config()).contains("\"3\"");
    }

    @Test
    void anAgentThatIsUnknownSaysEverythingBeforeItIsKnown() throws Exception {
        start(document("1"));
        TestAgent agent = agent(1);
        agent.poll();
        Told told = say(agent.poll());
        assertThat(told.reportFullState()).isTrue();
        assertThat(told.hash()).isNull();
        assertThat(service.reports()).isEmpty();
        assertThat(say(agent.fullState(DESCRIPTION)).reportFullState()).isFalse();
        // Its next message, and one that was missed.
        assertThat(say(agent.poll()).reportFullState()).isFalse();
        agent.poll();
        assertThat(say(agent.poll()).reportFullState()).isTrue();
        assertThat(say(agent.poll()).reportFullState())
                .as("at most once a poll")
                .isFalse();
        // A session that begins anew is no error.
        assertThat(say(agent.newSession(DESCRIPTION)).reportFullState()).isFalse();
    }

    @Test
    void namesWhoMayBeWhichAgent() throws Exception {
        start(document("1"), "handshake.max-agents", "2");
        var tokens = handshakes.service().tokens();
        AgentGate gate = new AgentGate(tokens, credentials -> null, false);
        long now = handshakes.millis.get() / 1000;
        Admission one = admission(
                gate, tokens.issue(new AgentToken("f1", Set.of("team-a"), AgentToken.Use.ENROL, now, now + 99)));
        Admission two = admission(
                gate, tokens.issue(new AgentToken("f2", Set.of("team-a"), AgentToken.Use.ENROL, now, now + 99)));
        Admission many = admission(
                gate,
                tokens.issue(new AgentToken("f3", Set.of("team-a", "default"), AgentToken.Use.ENROL, now, now + 99)));
        TestAgent agent = agent(1);
        assertThat(say(one, agent.fullState(Map.of())).config()).contains("/n/team-a");
        assertThat(refused(two, agent.poll()).status()).isEqualTo(403);
        TestAgent other = agent(2);
        assertThat(refused(many, other.fullState(Map.of())).message()).contains("adxflow.namespace");
        assertThat(refused(many, other.fullState(Map.of("adxflow.namespace", "ops")))
                        .status())
                .isEqualTo(403);
        assertThat(say(many, other.fullState(Map.of("adxflow.namespace", "default")))
                        .uid())
                .isEqualTo(other.uid);
        // The one that was silent longest makes room.
        say(one, agent.poll());
        say(one, agent(3).fullState(Map.of()));
        assertThat(service.reports()).hasSize(2).extracting(AgentReport::agent).doesNotContain(other.uid.toString());
        handshakes.plane.set(document("1") + "agents: {team-a: {revoked: ['" + agent.uid + "']}}\n");
        assertThat(refused(one, agent.poll()).message()).contains("revoked");
        assertThat(gate.admit(shown("Bearer nonsense"), 0).isKnown()).isFalse();
        assertThat(gate.admit(shown(null), 0).isKnown()).isFalse();
    }

    private static Credentials shown(String authorization) {
        return new Credentials(authorization, null, InetAddress.getLoopbackAddress());
    }

    private Admission admission(AgentGate gate, String token) {
        return gate.admit(shown("Bearer " + token), handshakes.millis.get());
    }

    @Test
    void offersTheOperatorsCollectorWithOurExporterAndNothingThatHasNone() throws Exception {
        String collector =
                """
                agents:
                  team-a:
                    collector: |
                      receivers: {hostmetrics: {collection_interval: 10s}}
                      service: {pipelines: {metrics: {receivers: [hostmetrics], exporters: [%s]}}}
                """;
        start(document("1") + collector.formatted("otlphttp/adxflow"));
        TestAgent agent = agent(1);
        Told told = say(agent.fullState(DESCRIPTION));
        assertThat(told.config())
                .contains("hostmetrics")
                .contains("Authorization")
                .doesNotContain("otlp/adxflow");
        say(agent.applied(told.hash()));
        handshakes.plane.set(document("1") + collector.formatted("debug"));
        assertThat(say(agent.poll()).hash()).isNull();
    }

    @Test
    void remembersInFilesThatAreBoundedAndReadable() throws Exception {
        start(document("1"));
        for (int i = 0; i < 40; i++) {
            settled(i);
            service.flush();
        }
        AgentLog log = new AgentLog(handshakes.settings.storage().folder("agents"));
        Map<String, AgentLog.Entry> entries = new TreeMap<>();
        log.read(entries::put);
        assertThat(entries.keySet()).hasSize(42);
        try (var files = java.nio.file.Files.list(folder.resolve("agents"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeLessThanOrEqualTo(17);
            for (Path file : all) {
                assertThat(java.nio.file.Files.readString(file)).doesNotContain("eyJ");
            }
        }
    }
}
