package io.adxflow.sources.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PartExchangeTest {
    private long now = 1_000_000;
    private final PartExchange exchange = new PartExchange(() -> now);

    @Test
    void forgetsWhatWasAskedForUnlessItIsAskedForAgain() {
        assertThat(exchange.asked("status")).isEmpty();
        exchange.asked(Map.of("status", "1"));
        now += PartExchange.ASKED_MILLIS;
        assertThat(exchange.asked("status")).isEqualTo("1");
        assertThat(exchange.asked("rows")).isEmpty();
        now++;
        assertThat(exchange.asked("status")).isEmpty();
    }

    @Test
    void asksByTopicAndNoMoreForWhatIsEmpty() {
        exchange.ask("status", "1");
        exchange.ask("rows", "{}");
        assertThat(exchange.asking()).containsOnlyKeys("status", "rows");
        exchange.ask("status", "");
        assertThat(exchange.asking()).containsExactly(Map.entry("rows", "{}"));
    }

    @Test
    void keepsRowsThatWaitAndForgetsThoseThatNobodyFetches() {
        assertThat(exchange.offerRows(new byte[] {1})).isTrue();
        assertThat(exchange.hasRows()).isTrue();
        assertThat(exchange.offerRows(new byte[] {2}))
                .as("the first are on their way")
                .isFalse();
        assertThat(exchange.takeRows()).containsExactly(1);
        assertThat(exchange.hasRows()).isFalse();
        for (int i = 0; i < 1_000; i++) {
            exchange.receivedRows(new byte[] {(byte) i});
        }
        assertThat(exchange.fetchRows()).hasSizeBetween(1, 100);
    }
}
