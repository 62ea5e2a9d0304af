package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.IdleArrays;
import org.junit.jupiter.api.Test;

class BodyPoolTest {
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final BodyPool pool = new BodyPool(budget);

    @Test
    void handsOutTheNewestArrayThatFits() {
        byte[] older = pool.take(30_000);
        byte[] newer = pool.take(25_000);
        assertThat(older).hasSize(32 * 1024).isNotSameAs(newer);
        pool.give(older);
        pool.give(newer);
        assertThat(pool.idleBytes()).isEqualTo(64 * 1024);
        assertThat(pool.take(32 * 1024)).isSameAs(newer);
        assertThat(pool.take(24 * 1024)).hasSize(24 * 1024);
        assertThat(pool.take(24 * 1024 + 1)).isSameAs(older);
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void smallAndVeryLargeBodiesGetArraysOfTheirLength() {
        for (int length : new int[] {0, 1, 8 * 1024 - 1, 512 * 1024 + 1}) {
            byte[] array = pool.take(length);
            assertThat(array).hasSize(length).hasSize(BodyPool.capacity(length));
            pool.give(array);
        }
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void keepsNoMoreThanTheBudgetHasLeft() {
        assertThat(budget.tryReserve(400 * 1024)).isTrue();
        for (int i = 0; i < 100; i++) {
            pool.give(new byte[128 * 1024]);
        }
        assertThat(pool.idleBytes()).isEqualTo(4 * 128 * 1024);
    }

    @Test
    void letsGoOfWhatNobodyNeededForAWhile() {
        byte[] small = new byte[8 * 1024];
        byte[] large = new byte[64 * 1024];
        pool.give(small);
        pool.give(large);
        pool.trim(IdleArrays.TRIM_MILLIS - 1);
        pool.trim(IdleArrays.TRIM_MILLIS);
        assertThat(pool.idleBytes()).as("they came since").isEqualTo(72 * 1024);

        assertThat(pool.take(8 * 1024)).isSameAs(small);
        pool.give(small);
        pool.trim(2 * IdleArrays.TRIM_MILLIS);
        assertThat(pool.idleBytes()).isEqualTo(8 * 1024);

        pool.trim(3 * IdleArrays.TRIM_MILLIS - 1);
        assertThat(pool.idleBytes()).as("too early").isEqualTo(8 * 1024);
        pool.trim(3 * IdleArrays.TRIM_MILLIS);
        assertThat(pool.idleBytes()).isZero();
    }
}
