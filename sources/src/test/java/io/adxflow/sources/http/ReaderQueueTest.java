package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReaderQueueTest {
    private final ReaderQueue queue = new ReaderQueue();

    @Test
    void isAvailableOnlyWhileSomethingIsInIt() {
        CompletableFuture<Void> empty = queue.availability();
        assertThat(empty).isNotDone();
        assertThat(queue.availability()).isSameAs(empty);

        queue.offer(Requests.queued(1), 100);
        assertThat(empty).isDone();
        assertThat(queue.availability()).isDone();

        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isNull();
        assertThat(queue.availability()).isNotDone();
    }

    @Test
    void isBoundedInBytesButAlwaysTakesOne() {
        assertThat(queue.offer(Requests.queued(200), 100)).isEqualTo(ReaderQueue.Offer.TAKEN);
        assertThat(queue.offer(Requests.queued(1), 100)).isEqualTo(ReaderQueue.Offer.FULL);
        queue.poll();
        assertThat(queue.offer(Requests.queued(50), 100)).isEqualTo(ReaderQueue.Offer.TAKEN);
        assertThat(queue.offer(Requests.queued(50), 100)).isEqualTo(ReaderQueue.Offer.TAKEN);
        assertThat(queue.offer(Requests.queued(1), 100)).isEqualTo(ReaderQueue.Offer.FULL);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void handsOverWhatIsLeftWhenItCloses() {
        QueuedRequest left = Requests.queued(1);
        queue.offer(left, 100);

        assertThat(queue.close()).containsExactly(left);
        assertThat(queue.offer(Requests.queued(1), 100)).isEqualTo(ReaderQueue.Offer.CLOSED);
        assertThat(queue.poll()).isNull();
    }
}
