package io.adxflow.sdk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sdk.client.Exchange.Answer;
import io.adxflow.sdk.client.Exchange.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlClientTest {
    private static final Answer READ = new Answer(200, Map.of("etag", "\"1-a\""), "{}");
    private static final Answer DONE = new Answer(200, Map.of(), "{\"version\": 2, \"hash\": \"b\"}");
    private static final Moniker MONIKER = new Moniker("directory", Map.of("path", "/x"));

    /** Gives the answers that it was told, null for none. */
    private static final class Script implements Exchange.Transport {
        private final Deque<Answer> answers = new ArrayDeque<>();
        private final List<Request> requests = new ArrayList<>();
        private final List<Duration> pauses = new ArrayList<>();

        private static final Answer LOST = new Answer(0, Map.of(), "");

        Script(Answer... told) {
            answers.addAll(List.of(told));
        }

        @Override
        public Answer send(Request request) throws IOException {
            requests.add(request);
            Answer answer = answers.size() == 1 ? answers.peek() : answers.poll();
            if (answer == LOST) {
                throw new IOException("connection reset");
            }
            return answer;
        }

        @Override
        public void pause(Duration time) {
            pauses.add(time);
        }
    }

    private static Answer error(int status, String... header) {
        return new Answer(
                status,
                header.length == 0 ? Map.of() : Map.of(header[0], header[1]),
                "{\"title\": \"T\", \"detail\": \"D\"}");
    }

    @Test
    void repeatsAChangeUnderTheSameNameUntilItIsAnswered() throws Exception {
        Script script = new Script(READ, Script.LOST, error(503, "retry-after", "3"), DONE);

        assertThat(new ControlClient(script).monikers().set("m", MONIKER).number())
                .isEqualTo(2);

        List<Request> changes = script.requests.subList(1, 4);
        assertThat(changes).allSatisfy(change -> {
            assertThat(change.method()).isEqualTo("PUT");
            assertThat(change.path()).isEqualTo("monikers/m");
            assertThat(change.headers()).containsEntry("If-Match", "\"1-a\"");
        });
        assertThat(changes.stream()
                        .map(change -> change.headers().get("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
        assertThat(script.pauses).containsExactly(Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    @Test
    void readsAnewWhenSomebodyElseWasFirst() throws Exception {
        Script script =
                new Script(READ, error(412, "etag", "\"2-b\""), new Answer(200, Map.of("etag", "\"2-b\""), "{}"), DONE);

        new ControlClient(script).monikers().set("m", MONIKER);

        assertThat(script.requests.get(3).headers()).containsEntry("If-Match", "\"2-b\"");
        assertThat(script.requests.get(3).headers().get("Idempotency-Key"))
                .as("another change")
                .isNotEqualTo(script.requests.get(1).headers().get("Idempotency-Key"));
    }

    @Test
    void givesUpAfterEightAttemptsAndSaysThatNothingIsKnown() {
        Script script = new Script(READ, Script.LOST);
        assertThatThrownBy(() -> new ControlClient(script).monikers().set("m", MONIKER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("whether it was done is not known");
        assertThat(script.requests).hasSize(9);
        assertThat(script.pauses).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(10)));
    }

    @Test
    void doesNotRepeatWhatIsRefused() {
        for (int status : List.of(400, 401, 403, 404, 409, 422)) {
            Script script = new Script(READ, error(status));
            assertThatThrownBy(() -> new ControlClient(script).monikers().set("m", MONIKER))
                    .isInstanceOfSatisfying(
                            ControlException.class, e -> assertThat(e.status()).isEqualTo(status))
                    .hasMessageContaining("T: D");
            assertThat(script.requests).hasSize(2);
        }
    }

    @Test
    void namesAreEncoded() throws Exception {
        Script script = new Script(READ, DONE);
        new ControlClient(script).monikers().delete("a/b c", Undelivered.moveTo("d&e"));
        assertThat(script.requests.get(1).path()).isEqualTo("monikers/a%2Fb%20c?undelivered=move%3Dd%26e");
    }
}
