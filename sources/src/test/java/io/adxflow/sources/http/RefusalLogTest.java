package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final ManualClock clock = new ManualClock();
    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(clock, lines::add);

    @Test
    void tellsTheFirstAtOnceAndCountsTheRestOfTheMinute() {
        for (int port = 1; port <= 1000; port++) {
            log.note(Refusal.UNKNOWN_PATH, "/192.0.2.1:" + port + " agent/1", "path: /x");
        }
        assertThat(lines).containsExactly("Refused /192.0.2.1:1 agent/1, unknown_path: path: /x");

        clock.advance(Duration.ofMinutes(1));
        log.sweep();

        assertThat(lines).last().isEqualTo("Refused /192.0.2.1 999 more times within a minute, unknown_path");
        log.note(Refusal.UNKNOWN_PATH, "/192.0.2.1:7 agent/1", "path: /x");
        assertThat(lines).hasSize(3);
    }

    @Test
    void tellsSendersAndReasonsApart() {
        log.note(Refusal.UNKNOWN_PATH, "/192.0.2.1:1", "path: /x");
        log.note(Refusal.EMPTY, "/192.0.2.1:1", "body: empty");
        log.note(Refusal.EMPTY, "/[2001:db8::1]:1", "body: empty");

        assertThat(lines).hasSize(3);
        clock.advance(Duration.ofMinutes(1));
        log.sweep();
        assertThat(lines).as("nothing to sum up").hasSize(3);
    }

    @Test
    void isBoundedWhateverTheNumberOfSenders() {
        for (int i = 0; i < 100_000; i++) {
            log.note(Refusal.METHOD, "/10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + ":1", "GET");
        }
        assertThat(lines).hasSizeLessThanOrEqualTo(501);

        clock.advance(Duration.ofMinutes(1));
        log.sweep();
        assertThat(lines).last().asString().startsWith("Refused other senders 99499 more times");
    }

    @Test
    void writesNoLineBreakThatASenderSent() {
        log.note(Refusal.CONTENT, "/192.0.2.1:1 agent", "label 'a\nFATAL everything is lost'");

        assertThat(lines).containsExactly("Refused /192.0.2.1:1 agent, content: label 'a?FATAL everything is lost'");
    }
}
