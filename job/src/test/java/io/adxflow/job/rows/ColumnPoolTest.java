package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnPoolTest {
    private final ColumnPool pool = new ColumnPool();

    @Test
    void handsOutTheNewestArraysThatFit() {
        ColumnPool.Arrays older = pool.take(20);
        ColumnPool.Arrays newer = pool.take(20);
        assertThat(older.capacity()).isEqualTo(20);
        pool.give(older);
        pool.give(newer);
        assertThat(pool.idleBytes()).isEqualTo(2 * 20 * SampleColumns.ROW_BYTES);
        assertThat(pool.take(17)).isSameAs(newer);
        assertThat(pool.take(21).capacity()).isEqualTo(24);
        assertThat(pool.take(20)).isSameAs(older);
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void holdsAtLeastTheRowsAskedForAndAtMostAQuarterMore() {
        for (int rows = 1; rows < 5_000; rows++) {
            ColumnPool.Arrays arrays = pool.take(rows);
            assertThat(arrays.capacity()).isGreaterThanOrEqualTo(rows);
            assertThat(arrays.capacity()).isLessThan(Math.max(17, rows + rows / 4 + 1));
            pool.give(arrays);
            assertThat(pool.take(arrays.capacity()))
                    .as("given back for as many")
                    .isSameAs(arrays);
        }
    }

    @Test
    void forgetsAllWhenToldTo() {
        pool.give(pool.take(40));
        pool.give(ColumnPool.Arrays.NONE);
        pool.clear();
        assertThat(pool.idleBytes()).isZero();
        assertThat(pool.take(1).capacity()).isEqualTo(16);
    }
}
