package io.adxflow.sources.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.control.ControlEvent.AskHistory;
import io.adxflow.sources.control.ControlEvent.Change;
import io.adxflow.sources.control.ControlEvent.Decision;
import io.adxflow.sources.control.ControlEvent.History;
import io.adxflow.sources.control.ControlEvent.Propose;
import io.adxflow.sources.control.ControlEvent.Shares;
import io.adxflow.sources.control.ControlEvent.Traffic;
import io.adxflow.sources.control.ControlEvent.Verdict;
import io.adxflow.sources.limits.Backlog;
import io.adxflow.sources.limits.NamespaceLimits;
import io.adxflow.sources.limits.TrafficDoor;
import io.adxflow.sources.limits.TrafficRules;
import io.adxflow.sources.limits.TrafficShares;
import io.adxflow.sources.watch.PartExchange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.Test;

/** The coordinator's part of the protocol, driven by hand as Flink would. */
class ControlCoordinatorTest {
    private final TestEnumeratorContext context = new TestEnumeratorContext();
    private long now = 1_000_000;

    @Test
    void tellsEachReaderWhatIsInForceWhenItRegistersAndNothingBetweenSnapshots() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        assertThat(context.sent(0)).containsExactly(new Change(version(coordinator, 1), 0));

        coordinator.handleSourceEvent(0, propose("a", 1, "two"));
        assertThat(context.sent(0)).isEmpty();
        ControlState held = coordinator.snapshotState(1);
        DocumentVersion two = held.current();
        assertThat(two.number()).isEqualTo(2);
        assertThat(context.sent(0)).containsExactly(new Change(two, 0), new Verdict("a", Decision.VERSION, two, ""));
        coordinator.notifyCheckpointComplete(1);
        assertThat(context.sent(0)).as("a reader may be finishing now").isEmpty();
        context.register(1, coordinator);
        assertThat(context.sent(1)).containsExactly(new Change(two, 2));
    }

    @Test
    void dealsOutWhatProcessesMayTakeInASnapshotAndNowhereElse() {
        ControlCoordinator coordinator = started(documents("traffic", false), ControlState.NONE);
        context.register(0, coordinator);
        context.register(1, coordinator);
        context.clear();
        TrafficDoor door = new TrafficDoor(1);
        door.follow(new TrafficRules(Map.of("a", NamespaceLimits.NONE), Map.of(), name -> Backlog.NONE), 1, 0);
        for (int second = 0; second < 3; second++) {
            now += 1_000;
            door.reserve("a", 1_000, 0);
            door.queued(60_000);
            coordinator.handleSourceEvent(0, new Traffic(door.report(0)));
            assertThat(context.sent(0)).isEmpty();
        }
        coordinator.snapshotState(1);
        List<SourceEvent> dealt = context.sent(1);
        assertThat(dealt)
                .singleElement()
                .isInstanceOf(Shares.class)
                .isEqualTo(context.sent(0).get(0));
        assertThat(((Shares) dealt.get(0)).shares().levels()).containsOnlyKeys(TrafficShares.QUEUE);
        coordinator.notifyCheckpointComplete(1);
        assertThat(context.sent(0)).isEmpty();
    }

    @Test
    void keepsForPeopleWhatProcessesTellOfThemselvesAndAnswersNothing() {
        ControlCoordinator coordinator = started(documents("seen", false), ControlState.NONE);
        context.register(0, coordinator);
        context.clear();
        byte[] part = {1, 2, 3};
        coordinator.handleSourceEvent(0, new ControlEvent.Seen(part));
        assertThat(PartExchange.jvm().parts()).contains(part);
        coordinator.snapshotState(1);
        coordinator.notifyCheckpointAborted(1);
        assertThat(context.sent(0)).isEmpty();
        ControlBoard.View view = ControlBoard.jvm().view();
        assertThat(view).isNotNull();
        assertThat(view.failedInARow()).isEqualTo(1);
        assertThat(view.versions()).hasSize(1);
        coordinator.notifyCheckpointComplete(2);
        assertThat(ControlBoard.jvm().view().failedInARow()).isZero();
        coordinator.close();
        assertThat(ControlBoard.jvm().view()).isNull();
    }

    @Test
    void hasAllReadersTellWhatPeopleWantToKnowWithASnapshotAndAgainAfterAWhile() {
        ControlCoordinator coordinator = started(documents("asks", false), ControlState.NONE);
        context.register(0, coordinator);
        context.clear();
        try {
            PartExchange.jvm().ask("rows", "{}");
            assertThat(context.sent(0)).as("a reader may be finishing now").isEmpty();
            coordinator.snapshotState(1);
            ControlEvent.Asked asked = new ControlEvent.Asked(Map.of("rows", "{}"));
            assertThat(context.sent(0)).containsExactly(asked);
            coordinator.snapshotState(2);
            assertThat(context.sent(0)).as("said already").isEmpty();
            now += PartExchange.ASKED_MILLIS / 2;
            coordinator.snapshotState(3);
            assertThat(context.sent(0)).as("for readers that are new").containsExactly(asked);
        } finally {
            PartExchange.jvm().ask("rows", "");
        }
        coordinator.snapshotState(4);
        assertThat(context.sent(0)).containsExactly(new ControlEvent.Asked(Map.of()));
        now += PartExchange.ASKED_MILLIS;
        coordinator.snapshotState(5);
        assertThat(context.sent(0)).isEmpty();
        byte[] rows = {4, 5};
        coordinator.handleSourceEvent(0, new ControlEvent.Rows(rows));
        assertThat(PartExchange.jvm().fetchRows()).contains(rows);
        assertThat(PartExchange.jvm().fetchRows()).isEmpty();
        coordinator.close();
    }

    @Test
    void oneOfTwoForTheSameVersionWins() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        context.register(1, coordinator);
        context.clear();
        coordinator.handleSourceEvent(0, propose("a", 1, "two"));
        coordinator.handleSourceEvent(1, propose("b", 1, "other"));
        DocumentVersion two = coordinator.snapshotState(1).current();
        assertThat(two.requestId()).isEqualTo("a");
        assertThat(context.sent(0)).contains(new Verdict("a", Decision.VERSION, two, ""));
        assertThat(context.sent(1)).containsExactly(new Change(two, 0), new Verdict("b", Decision.CONFLICT, two, ""));
    }

    @Test
    void aRepeatedProposalIsWhatItBecame() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        coordinator.handleSourceEvent(0, propose("a", 1, "two"));
        ControlState held = coordinator.snapshotState(1);
        coordinator.handleSourceEvent(0, propose("b", 2, "three"));
        now += 1_000;
        held = coordinator.snapshotState(2);

        ControlCoordinator restored = started(documents("api", false), held);
        context.register(0, restored);
        context.clear();
        restored.handleSourceEvent(0, propose("a", 1, "two"));
        restored.snapshotState(3);
        assertThat(context.sent(0))
                .containsExactly(
                        new Verdict("a", Decision.VERSION, held.history().get(1), ""));
    }

    @Test
    void aVersionThatNoCheckpointHoldsIsForgottenAndItsNumberGivenAgain() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        ControlState held = coordinator.snapshotState(1);
        coordinator.handleSourceEvent(0, propose("a", 1, "two"));
        coordinator.snapshotState(2);

        ControlCoordinator restored = started(documents("api", false), held);
        context.register(0, restored);
        context.clear();
        restored.handleSourceEvent(0, propose("b", 1, "other"));
        DocumentVersion two = restored.snapshotState(2).current();
        assertThat(two.number()).isEqualTo(2);
        assertThat(two.requestId()).isEqualTo("b");
    }

    @Test
    void waitsOnceAndNoMoreRightAfterACheckpoint() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        coordinator.snapshotState(1);
        coordinator.notifyCheckpointComplete(1);
        coordinator.handleSourceEvent(0, propose("a", 1, "two"));
        assertThat(coordinator.snapshotState(2).current().number()).isEqualTo(1);
        coordinator.notifyCheckpointComplete(2);
        assertThat(coordinator.snapshotState(3).current().number()).isEqualTo(2);
    }

    @Test
    void aFileThatRulesIsTakenAtTheStartAndAtEachChangeAndNobodyElseMayPropose() throws Exception {
        TestDocuments documents = documents("file-rules", true);
        documents.file("file-rules");
        ControlCoordinator coordinator = started(documents, ControlState.NONE);
        context.register(0, coordinator);
        documents.file("changed");
        context.look();
        DocumentVersion two = coordinator.snapshotState(1).current();
        assertThat(two.hash()).isEqualTo(TestDocuments.document("changed").hash());
        assertThat(documents.read(two.hash())).as("written before it is told").isNotNull();

        documents.file(null, "line 3: wrong");
        context.look();
        now += 1_000;
        assertThat(coordinator.snapshotState(2).current()).isEqualTo(two);
        documents.removeFile();
        context.look();
        assertThat(coordinator.snapshotState(3).current()).isEqualTo(two);

        context.clear();
        coordinator.handleSourceEvent(0, propose("a", 2, "three"));
        coordinator.snapshotState(4);
        assertThat(context.sent(0)).singleElement().satisfies(event -> assertThat(((Verdict) event).decision())
                .isEqualTo(Decision.REFUSED));

        documents.file("away");
        ControlState held = coordinator.snapshotState(5);
        ControlCoordinator restored = started(documents, held);
        context.register(1, restored);
        assertThat(((Change) context.sent(1).get(0)).version().hash())
                .as("the first that a reader hears")
                .isEqualTo(TestDocuments.document("away").hash());
    }

    @Test
    void aJobThatIsSubmittedAnewWithoutItsFileTakesWhatItWasSubmittedWithOnce() {
        ControlState held = started(documents("first", true), ControlState.NONE).snapshotState(1);
        assertThat(started(documents("first", true), held)
                        .snapshotState(2)
                        .current()
                        .number())
                .isEqualTo(1);
        held = started(documents("second", true), held).snapshotState(2);
        assertThat(held.current().hash())
                .isEqualTo(TestDocuments.document("second").hash());
        assertThat(held.current().number()).isEqualTo(2);
        assertThat(started(documents("second", true), held)
                        .snapshotState(3)
                        .current()
                        .number())
                .isEqualTo(2);
    }

    @Test
    void givesItsHistoryNewestFirst() {
        ControlCoordinator coordinator = started(documents("api", false), ControlState.NONE);
        context.register(0, coordinator);
        for (int i = 1; i <= 5; i++) {
            coordinator.handleSourceEvent(0, propose("r" + i, i, "d" + i));
            now += 1_000;
            coordinator.snapshotState(i);
        }
        context.clear();
        coordinator.handleSourceEvent(0, new AskHistory("h", 4, 2));
        coordinator.snapshotState(6);
        assertThat(context.sent(0)).singleElement().satisfies(event -> assertThat(((History) event).versions())
                .extracting(DocumentVersion::number)
                .containsExactly(4L, 3L));
    }

    private static TestDocuments documents(String name, boolean fileRules) {
        TestDocuments documents = new TestDocuments(name, fileRules);
        documents.removeFile();
        return documents;
    }

    private ControlCoordinator started(TestDocuments documents, ControlState restored) {
        context.restart();
        ControlCoordinator coordinator = new ControlCoordinator(context, documents.settings(), restored, () -> now);
        coordinator.start();
        return coordinator;
    }

    private static SourceEvent propose(String id, long expected, String text) {
        return new Propose(id, expected, TestDocuments.document(text).hash(), "somebody", text);
    }

    private static DocumentVersion version(ControlCoordinator coordinator, long number) {
        List<DocumentVersion> history = coordinator.snapshotState(0).history();
        return history.get((int) number - 1);
    }
}
