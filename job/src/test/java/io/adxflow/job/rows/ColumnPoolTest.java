package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnPoolTest {
    private final ColumnPool pool = new ColumnPool();

    @Test
    void handsOutTheNewestArraysThatFit() {
        ColumnPool.Arrays older = pool.take(20);
        ColumnPool.Arrays newer = pool.take(32);
        assertThat(older.capacity()).isEqualTo(32);
        pool.give(older);
        pool.give(newer);
        assertThat(pool.idleBytes()).isEqualTo(2 * 32 * SampleColumns.ROW_BYTES);
        assertThat(pool.take(17)).isSameAs(newer);
        assertThat(pool.take(33).capacity()).isEqualTo(64);
        assertThat(pool.take(32)).isSameAs(older);
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void holdsAtLeastTheRowsAskedForAndLessThanTwiceAsMany() {
        for (int rows = 1; rows < 5_000; rows++) {
            int capacity = pool.take(rows).capacity();
            assertThat(capacity).isGreaterThanOrEqualTo(rows);
            assertThat(capacity).isLessThan(Math.max(17, 2 * rows));
        }
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 100; i++) {
            pool.give(new ColumnPool.Arrays(new int[1 << 16], new long[1 << 16], new double[1 << 16]));
        }
        assertThat(pool.idleBytes()).isBetween(15L << 20, 16L << 20);
        pool.give(ColumnPool.Arrays.NONE);
        assertThat(pool.take(1).capacity()).isEqualTo(16);
    }
}
