package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SenderWatchTest {
    private static final InetSocketAddress LIVING = new InetSocketAddress("127.0.0.1", 1);
    private static final InetSocketAddress ENDED = new InetSocketAddress("127.0.0.1", 2);

    private long nanos;
    private final SenderWatch watch = new SenderWatch(LIVING::equals, () -> nanos);

    @Test
    void measuresTheLongestSpanWithoutAnAcknowledgement() {
        pass(500);
        watch.acknowledged(1);
        pass(3000);
        watch.acknowledged(2);
        pass(200);

        assertThat(watch.mark().unavailableSeconds()).isEqualTo(3);
    }

    @Test
    void aSpanThatHasNotEndedCounts() {
        watch.acknowledged(1);
        pass(4000);

        assertThat(watch.mark().unavailableSeconds()).isEqualTo(4);
        pass(1000);
        watch.acknowledged(2);
        assertThat(watch.mark().unavailableSeconds()).as("from the mark on").isEqualTo(1);
    }

    @Test
    void tellsApartWhatSendersGetInsteadOfAnAcknowledgement() {
        watch.refused(1, 503, 2);
        watch.refused(1, 503, 0);
        watch.refused(1, 500, 2);
        watch.lost(1, LIVING, new ConnectException("refused"));
        watch.lost(1, ENDED, new ConnectException("refused"));
        watch.lost(1, null, new NoRouteToHostException("nowhere"));
        watch.lost(1, LIVING, new IOException("closed"));

        assertThat(watch.mark()).isEqualTo(new SenderWatch.Seen(0, 0, 1, 2, 1, 1, 1));
    }

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }
}
