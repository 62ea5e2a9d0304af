package io.adxflow.sources.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.limits.ReaderQueueSimulation.Second;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readers that cannot keep up let in, in simulated minutes. */
class ReaderQueueSimulationTest {
    private static final long BODY = 37_000;
    private static final double SERVICE = 70e6;

    private static double mean(List<Second> history, int from, int to) {
        return history.subList(from, to).stream()
                .mapToDouble(Second::sum)
                .average()
                .orElse(0);
    }

    private static double longestWait(List<Second> history, int from, int to) {
        return history.subList(from, to).stream()
                .mapToDouble(Second::waitSeconds)
                .max()
                .orElse(0);
    }

    /** A busy neighbour takes the processor, or the disk stands still; senders that wait for answers are all in the queue then. */
    @ParameterizedTest
    @CsvSource({"0.02, 10", "0.02, 60", "0.02, 300", "0.001, 120", "0, 120", "0.1, 60", "0.3, 60"})
    void whatReadersTookBeforeTheyWereStarvedTheyTakeAgainSoon(double left, int forSeconds) {
        DoubleUnaryOperator service = now -> now >= 60 && now < 60 + forSeconds ? left * SERVICE : SERVICE;
        ReaderQueueSimulation simulation =
                new ReaderQueueSimulation(Map.of("a", 1_000, "b", 200), BODY, service, 10_000, 7);
        List<Second> history = simulation.run(60 + forSeconds + 180);
        int over = 60 + forSeconds;
        System.out.printf(
                Locale.ROOT,
                "%.3f of it for %d s: taken %.2f of what could be before, %.2f after a minute, %.2f after two%n",
                left,
                forSeconds,
                mean(history, 30, 60) / SERVICE,
                mean(history, over + 50, over + 60) / SERVICE,
                mean(history, over + 110, over + 120) / SERVICE);
        assertThat(mean(history, over + 110, over + 120)).isGreaterThan(0.9 * mean(history, 30, 60));
    }

    /** Far more connections than readers can answer within the time that requests may wait. */
    @Test
    void requestsThatComeFasterThanReadersTakeThemWaitNotMuchLongerThanTheyMay() {
        double service = 5e6;
        ReaderQueueSimulation simulation =
                new ReaderQueueSimulation(Map.of("a", 4_000, "b", 1_000), BODY, now -> service, 10_000, 7);
        List<Second> history = simulation.run(600);
        System.out.printf(
                Locale.ROOT,
                "5,000 connections: longest wait %.1f s, after the first minute %.1f s; taken %.3f of what could be%n",
                longestWait(history, 0, 60),
                longestWait(history, 120, 600),
                mean(history, 120, 600) / service);
        assertThat(longestWait(history, 120, 600)).isLessThan(25);
        assertThat(mean(history, 120, 600)).isGreaterThan(0.9 * service);
    }
}
