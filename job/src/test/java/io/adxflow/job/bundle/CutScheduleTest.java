package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CutScheduleTest {
    private static final long MAX_AGE = 30_000;
    private static final long SMALL_MAX_AGE = 60_000;
    private static final long TICK = 100;

    private final CutSchedule schedule = new CutSchedule(MAX_AGE, SMALL_MAX_AGE);

    @Test
    void cutsEveryTableOncePerCycleSoThatNoRowGrowsOlderThanTheLimit() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long table = random.nextLong();
            long from = random.nextLong(1L << 41);
            assertThat(ticksDue(table, false, from, schedule.cycleMillis()))
                    .as("seed %d, table %d, from %d", seed, table, from)
                    .isEqualTo(1);
        }
        assertThat(schedule.cycleMillis() + CutSchedule.SEAL_DELAY_MILLIS).isLessThan(MAX_AGE);
    }

    @Test
    void letsSmallTablesWaitLongerButWithinTheirOwnLimit() {
        long cycles = 2;
        for (long table = -500; table < 500; table++) {
            assertThat(ticksDue(table, true, 1_000_000, cycles * schedule.cycleMillis()))
                    .isEqualTo(1);
        }
        assertThat(cycles * schedule.cycleMillis() + CutSchedule.SEAL_DELAY_MILLIS)
                .isLessThan(SMALL_MAX_AGE);
    }

    @Test
    void isTheSameInEveryReaderWhateverItsTicks() {
        long table = 0x1234_5678_9abc_def0L;
        long from = 1_700_000_000_000L;
        long first = firstDue(table, from, 100);
        long second = firstDue(table, from + 37, 100);
        assertThat(Math.abs(first - second)).isLessThan(100);
        assertThat(Math.abs(schedule.sealAtMillis(table, true, first) - schedule.sealAtMillis(table, true, second)))
                .isZero();
    }

    @Test
    void sealsARowCutBySizeJustAfterTheNextSlot() {
        long table = 42;
        long now = 1_700_000_000_123L;
        long sealAt = schedule.sealAtMillis(table, false, now);
        assertThat(sealAt - now)
                .isBetween(CutSchedule.SEAL_DELAY_MILLIS, schedule.cycleMillis() + CutSchedule.SEAL_DELAY_MILLIS);
        assertThat(schedule.isDue(table, false, now, sealAt - CutSchedule.SEAL_DELAY_MILLIS))
                .isTrue();
        assertThat(schedule.isDue(table, false, now, sealAt - CutSchedule.SEAL_DELAY_MILLIS - 1))
                .isFalse();
    }

    @Test
    void worksForAgesThatLeaveNoRoomForTheTail() {
        CutSchedule hurried = new CutSchedule(1_000, 2_000);
        assertThat(hurried.cycleMillis()).isEqualTo(500);
        CutSchedule absurd = new CutSchedule(1, 1);
        assertThat(absurd.cycleMillis()).isEqualTo(1);
    }

    private int ticksDue(long table, boolean small, long from, long span) {
        int due = 0;
        long last = from;
        while (last < from + span) {
            long now = Math.min(last + TICK, from + span);
            if (schedule.isDue(table, small, last, now)) {
                due++;
            }
            last = now;
        }
        return due;
    }

    private long firstDue(long table, long from, long tick) {
        long last = from;
        while (!schedule.isDue(table, false, last, last + tick)) {
            last += tick;
        }
        return last + tick;
    }
}
