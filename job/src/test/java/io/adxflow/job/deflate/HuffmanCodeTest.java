package io.adxflow.job.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {
    private static final int SYMBOLS = 286;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @Test
    void costsNoMoreThanHuffmansTree() {
        HuffmanCode code = new HuffmanCode(SYMBOLS, 15);
        for (int round = 0; round < 2_000; round++) {
            int[] counts = new int[SYMBOLS];
            for (int i = 1 + random.nextInt(SYMBOLS); i > 0; i--) {
                counts[random.nextInt(SYMBOLS)] = 1 + random.nextInt(200);
            }
            code.build(counts);
            assertComplete(code, 15);
            if (Arrays.stream(counts).filter(count -> count > 0).count() > 1) {
                assertThat(code.cost(counts)).as("seed %d", seed).isEqualTo(treeCost(counts));
            }
        }
    }

    @Test
    void keepsEveryWordWithinTheLimitWhenCountsGrowLikeFibonaccis() {
        for (int maxBits : new int[] {7, 15}) {
            HuffmanCode code = new HuffmanCode(40, maxBits);
            int[] counts = new int[40];
            counts[0] = 1;
            counts[1] = 1;
            for (int i = 2; i < counts.length; i++) {
                counts[i] = counts[i - 1] + counts[i - 2];
            }
            code.build(counts);
            assertComplete(code, maxBits);
            assertThat(Arrays.stream(code.lengths()).min().orElseThrow()).isPositive();
            assertThat(code.lengths()[39]).isLessThanOrEqualTo(code.lengths()[0]);
        }
    }

    @Test
    void givesTwoSymbolsAWordWhenFewerAreUsed() {
        HuffmanCode code = new HuffmanCode(30, 15);
        code.build(new int[30]);
        assertComplete(code, 15);
        int[] one = new int[30];
        one[7] = 12;
        code.build(one);
        assertComplete(code, 15);
        assertThat(code.lengths()[7]).isEqualTo(1);
    }

    /** Kraft's sum is 1: every string of bits is some words. */
    private void assertComplete(HuffmanCode code, int maxBits) {
        long sum = 0;
        for (int length : code.lengths()) {
            assertThat(length).as("seed %d", seed).isBetween(0, maxBits);
            sum += length == 0 ? 0 : 1L << (maxBits - length);
        }
        assertThat(sum).as("seed %d", seed).isEqualTo(1L << maxBits);
    }

    private static long treeCost(int[] counts) {
        PriorityQueue<Long> nodes = new PriorityQueue<>();
        Arrays.stream(counts).filter(count -> count > 0).forEach(count -> nodes.add((long) count));
        long cost = 0;
        while (nodes.size() > 1) {
            long joined = nodes.remove() + nodes.remove();
            cost += joined;
            nodes.add(joined);
        }
        return cost;
    }
}
