package io.adxflow.sources.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.control.ControlEvent.Change;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.junit.jupiter.api.Test;

class ControlFollowerTest {
    private final TestEnumeratorContext context = new TestEnumeratorContext();
    private final VersionsInForce inForce = new VersionsInForce();
    private final ControlFollower follower = new ControlFollower(context, inForce);
    private final VersionsInForce.Place place = inForce.place(context.metricGroup());

    @Test
    void readersHearOfEachVersionOnceAndOfNoneBeforeThereIsOne() {
        register(0);
        assertThat(context.sent(0)).isEmpty();
        place.publish(version(1, "a"), 0);
        follower.announce();
        follower.announce();
        assertThat(context.sent(0)).containsExactly(new Change(version(1, "a"), 0));
        place.publish(version(2, "b"), 1);
        follower.announce();
        assertThat(context.sent(0)).containsExactly(new Change(version(2, "b"), 1));
    }

    @Test
    void aReaderThatRegistersAgainHearsAgain() {
        place.publish(version(1, "a"), 0);
        register(0);
        register(0);
        assertThat(context.sent(0)).hasSize(2);
    }

    @Test
    void aNumberThatWasGivenAgainIsAnotherVersion() {
        place.publish(version(1, "a"), 0);
        register(0);
        place.publish(version(1, "b"), 0);
        follower.announce();
        assertThat(context.sent(0)).hasSize(2);
    }

    @Test
    void whoClosesTakesOnlyHisOwnAway() {
        VersionsInForce.Place next = inForce.place(context.metricGroup());
        place.publish(version(1, "a"), 0);
        next.publish(version(2, "b"), 0);
        place.clear();
        assertThat(inForce.of(context.metricGroup())).isNotNull();
        next.clear();
        assertThat(inForce.of(context.metricGroup())).isNull();
    }

    private void register(int subtask) {
        context.registeredReaders().put(subtask, new ReaderInfo(subtask, "here"));
        follower.addReader(subtask);
    }

    private static DocumentVersion version(long number, String hash) {
        return new DocumentVersion(number, hash, "r", 0, "who", "what");
    }
}
