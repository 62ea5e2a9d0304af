package io.adxflow.sources.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendersTest {
    private final AtomicLong now = new AtomicLong(1_000);

    @Test
    void knowsASenderByItsAddressAndNameWhateverItsPort() {
        Senders senders = new Senders(10, now::get);
        senders.add("/[2001:db8::1]:4711 agent/1", "sender a", "http", "a", 100, 5);
        senders.add("/[2001:db8::1]:4712 agent/1", "sender a", "http", "a", 50, 6);
        assertThat(senders.all())
                .containsExactly(
                        new Senders.Sent("[2001:db8::1]", "agent/1", "sender a", "http", "a", 2, 150, 11, 1_000));
    }

    @Test
    void keepsSumsWhenThereAreTooMany() {
        Senders senders = new Senders(100, now::get);
        for (int i = 0; i < 1_000; i++) {
            now.incrementAndGet();
            senders.add("/10.0." + i / 250 + "." + i % 250 + ":1", "", "http", "a", 10, 1);
        }
        assertThat(senders.all()).hasSizeLessThanOrEqualTo(101);
        assertThat(senders.all().stream().mapToLong(Senders.Sent::bytes).sum()).isEqualTo(10_000);
    }

    @Test
    void tellsSinceWhenASenderIsRefusedForAReason() {
        Refusals refusals = new Refusals(now::get);
        refusals.note("limit", "/10.0.0.1:4711 agent/1", "too much");
        now.set(31_000);
        refusals.note("limit", "/10.0.0.1:4712 agent/1", "too much again");
        assertThat(refusals.recent())
                .containsExactly(
                        new Refusals.Refused("10.0.0.1", "agent/1", "limit", "too much again", 1_000, 31_000, 2));
        now.set(200_000);
        refusals.note("limit", "/10.0.0.1:4713 agent/1", "too much");
        assertThat(refusals.recent().get(0).sinceMillis()).isEqualTo(200_000);
        for (int i = 0; i < 5_000; i++) {
            refusals.note("limit", "/10.1." + i / 250 + "." + i % 250 + ":1", "too much");
        }
        assertThat(refusals.recent()).hasSizeLessThanOrEqualTo(200);
    }
}
