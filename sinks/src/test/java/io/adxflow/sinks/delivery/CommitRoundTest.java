package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitRoundTest {
    private static final Outcome CUT_SHORT = Outcome.parked(FailureKind.TRANSIENT, Lane.INTERRUPTED, 1);
    private static final Outcome FAILED = Outcome.parked(FailureKind.TRANSIENT, "disk", 1);

    @Test
    void whatTheEndOfTheTimeInterruptedIsLateAndHasNotFailed() {
        assertThat(settled(null, false, null)).isEqualTo(FailureKind.LATE);
        assertThat(settled(CUT_SHORT, false, null)).isEqualTo(FailureKind.LATE);
        assertThat(settled(Outcome.DELIVERED, false, CUT_SHORT)).isEqualTo(FailureKind.LATE);
        assertThat(settled(Outcome.DELIVERED, false, null)).isEqualTo(FailureKind.LATE);
    }

    @Test
    void failuresAreToldWhetherTheRoundEndedInTimeOrNot() {
        for (boolean inTime : new boolean[] {false, true}) {
            assertThat(CommitRound.settle(FAILED, inTime, null, false)).isEqualTo(FAILED);
            assertThat(CommitRound.settle(Outcome.DELIVERED, inTime, FAILED, false))
                    .isEqualTo(FAILED);
        }
        assertThat(CommitRound.settle(CUT_SHORT, true, null, false)).isEqualTo(CUT_SHORT);
    }

    @Test
    void commitsThatAreDurableByThemselvesCountHoweverLateTheOthersAre() {
        assertThat(CommitRound.settle(Outcome.DELIVERED, false, null, true)).isEqualTo(Outcome.DELIVERED);
        assertThat(CommitRound.settle(Outcome.DELIVERED, true, null, false)).isEqualTo(Outcome.DELIVERED);
    }

    private static FailureKind settled(Outcome outcome, boolean inTime, Outcome syncFailure) {
        return CommitRound.settle(outcome, inTime, syncFailure, false).kind();
    }
}
