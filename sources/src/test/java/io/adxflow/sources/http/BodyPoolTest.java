package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyPoolTest {
    private final BodyPool pool = new BodyPool();

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
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 100; i++) {
            pool.give(new byte[512 * 1024]);
        }
        assertThat(pool.idleBytes()).isEqualTo(16 << 20);
    }
}
