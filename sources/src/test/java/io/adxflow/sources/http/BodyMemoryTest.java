package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    @Test
    void recognisesABodyOnlyAfterItWasRemembered() {
        BodyMemory memory = new BodyMemory(4);

        assertThat(memory.contains(1, 2)).isFalse();
        assertThat(memory.remember(1, 2)).isTrue();
        assertThat(memory.contains(1, 2)).isTrue();
        assertThat(memory.remember(1, 2)).isFalse();
        assertThat(memory.contains(2, 1)).isFalse();
        assertThat(memory.contains(3, 2)).isFalse();
    }

    @Test
    void forgetsTheOldestFirst() {
        BodyMemory memory = new BodyMemory(2);
        memory.remember(1, 1);
        memory.remember(2, 2);
        memory.remember(1, 1);
        memory.remember(3, 3);

        assertThat(memory.toArray()).containsExactly(2, 2, 3, 3);
    }

    @Test
    void remembersAHashOfZeros() {
        BodyMemory memory = new BodyMemory(2);

        assertThat(memory.contains(0, 0)).isFalse();
        assertThat(memory.remember(0, 0)).isTrue();
        assertThat(memory.remember(0, 0)).isFalse();
    }

    @Test
    void keepsTheNewestOfAStateThatIsLargerThanItself() {
        BodyMemory memory = new BodyMemory(2);
        memory.rememberNewestOf(List.of(new long[] {1, 1, 2, 2, 3, 3}));

        assertThat(memory.toArray()).containsExactly(2, 2, 3, 3);
        assertThatThrownBy(() -> memory.rememberNewestOf(List.of(new long[3])))
                .hasMessageContaining("halves of hashes: 3");
    }

    @Test
    void keepsTheNewestOfSeveralEvenly() {
        BodyMemory memory = new BodyMemory(4);
        memory.rememberNewestOf(List.of(new long[] {1, 1, 2, 2, 3, 3}, new long[] {7, 7}, new long[] {8, 8, 9, 9}));

        assertThat(memory.toArray()).containsExactly(8, 8, 3, 3, 7, 7, 9, 9);
    }

    @Test
    void forgetsABodyAfterOneToTwoPeriods() {
        BodyMemory memory = new BodyMemory(8);
        memory.rememberNewestOf(List.of(new long[] {1, 1}));
        memory.forgetOlder(1_000, 100);
        memory.remember(2, 2);
        memory.forgetOlder(1_099, 100);
        memory.forgetOlder(1_100, 100);
        assertThat(memory.toArray()).as("all are younger than two periods").containsExactly(1, 1, 2, 2);

        memory.remember(3, 3);
        memory.forgetOlder(1_200, 100);
        assertThat(memory.toArray()).containsExactly(1, 1, 2, 2, 3, 3);
        memory.forgetOlder(1_300, 100);
        assertThat(memory.toArray()).containsExactly(3, 3);
        memory.forgetOlder(1_400, 100);
        assertThat(memory.size()).isZero();
    }

    @Test
    void behavesLikeAListThatDropsItsHead() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int capacity = 1 + random.nextInt(40);
            // Few distinct low halves, so that probe sequences are long, overlap and wrap.
            int lows = 1 + random.nextInt(64);
            BodyMemory memory = new BodyMemory(capacity);
            List<List<Long>> model = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                long high = random.nextInt(4);
                long low = random.nextInt(lows) - lows / 2;
                List<Long> hash = List.of(high, low);
                boolean isNew = !model.contains(hash);
                if (isNew) {
                    model.add(hash);
                }
                if (model.size() > capacity) {
                    model.remove(0);
                }
                assertThat(memory.remember(high, low)).as("seed %d", seed).isEqualTo(isNew);
            }
            assertThat(memory.toArray())
                    .as("seed %d", seed)
                    .containsExactly(model.stream()
                            .flatMap(List::stream)
                            .mapToLong(Long::longValue)
                            .toArray());
            BodyMemory restored = new BodyMemory(capacity);
            restored.rememberNewestOf(List.of(memory.toArray()));
            for (long high = 0; high < 4; high++) {
                for (long low = -lows; low < lows; low++) {
                    assertThat(restored.contains(high, low))
                            .as("seed %d", seed)
                            .isEqualTo(model.contains(List.of(high, low)));
                }
            }
        }
    }
}
