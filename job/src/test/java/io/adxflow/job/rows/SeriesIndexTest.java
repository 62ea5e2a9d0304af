package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesIndexTest {
    private final SeriesIndex index = new SeriesIndex();

    private record Hash(long high, long low) {}

    @Test
    void findsWhatWasAddedAndNotRemovedInAnyOrder() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        Map<Hash, Integer> expected = new HashMap<>();
        List<Hash> known = new ArrayList<>();
        Deque<Integer> free = new ArrayDeque<>();
        int used = 0;
        for (int step = 0; step < 100_000; step++) {
            // Few different lower bits, so that many meet in a slot.
            Hash hash = new Hash((random.nextLong() << 32) | random.nextInt(3_000), random.nextInt(4));
            if (expected.isEmpty() || random.nextInt(5) < 2) {
                if (expected.containsKey(hash)) {
                    continue;
                }
                int number = free.isEmpty() ? used++ : free.pop();
                index.insert(hash.high, hash.low, number, number % 7, number * 3);
                expected.put(hash, number);
                known.add(hash);
            } else if (random.nextInt(3) == 0) {
                Hash gone = known.remove(random.nextInt(known.size()));
                int number = expected.remove(gone);
                index.remove(number);
                free.push(number);
                assertThat(index.find(gone.high, gone.low)).as("seed %d", seed).isEqualTo(-1);
            } else {
                int first = random.nextInt(known.size());
                for (int i = first; i < Math.min(first + 5, known.size()); i++) {
                    Hash one = known.get(i);
                    int number = index.find(one.high, one.low);
                    assertThat(number).as("seed %d", seed).isEqualTo(expected.get(one));
                    assertThat(SeriesIndex.series(index.reference(number))).isEqualTo(number);
                    assertThat(SeriesIndex.table(index.reference(number))).isEqualTo(number % 7);
                    assertThat(index.textLength(number)).isEqualTo(number * 3);
                }
                assertThat(index.find(hash.high, hash.low)).isEqualTo(expected.getOrDefault(hash, -1));
            }
        }
        assertThat(index.count()).isEqualTo(expected.size());
    }

    @Test
    void findsNothingUnderTheNumberOfOneThatWasRemoved() {
        index.insert(1, 2, 0, 1, 10);
        assertThat(index.find(1, 2)).isZero();
        index.remove(0);
        assertThat(index.find(1, 2)).isEqualTo(-1);
        assertThat(index.find(0, 0)).isEqualTo(-1);
    }

    @Test
    void aRoundOfTheHandPassesOverWhatWasFoundSinceTheLast() {
        for (int number = 0; number < 3; number++) {
            index.insert(number, number, number, 1, 10);
        }
        assertThat(round()).containsExactly(-1, -1, -1);
        index.find(1, 1);
        assertThat(round()).containsExactly(0, -1, 2);
        index.remove(1);
        assertThat(round()).containsExactly(0, -1, 2);
    }

    private List<Integer> round() {
        return List.of(index.tick(), index.tick(), index.tick());
    }
}
