package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.listen.Discovery.Found;
import io.adxflow.sources.listen.Discovery.Look;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputBookTest {
    private static final ListenInput INPUT = new ListenInput(
            "in", "directory", "default", null, Duration.ofSeconds(1), Duration.ofHours(1), 3, Map.of());

    private final InputBook book = new InputBook(INPUT, InputState.NONE);

    @Test
    void takesABlobOnceHoweverOftenItIsFoundAndAnewWhenItWasWrittenAnew() {
        look(0, blob("a", "1", ""));
        look(1, blob("a", "1", ""), blob("a", "2", ""));
        assertThat(book.pending()).isEqualTo(2);
        assertThat(book.repeated()).isOne();
    }

    @Test
    void acknowledgesANotificationAndItsDoublesWhenTheBlobIsTakenAndNotBefore() {
        look(0, blob("a", "1", "r1"));
        look(1, blob("a", "1", "r2"));
        assertThat(book.takeReceipts()).isEmpty();
        assertThat(book.unacknowledged()).containsExactly("r1", "r2");
        book.finished(BlobKey.of("in", "a", "1"));
        assertThat(book.takeReceipts()).containsExactly("r1", "r2");
        look(2, blob("a", "1", "r3"));
        assertThat(book.takeReceipts()).containsExactly("r3");
    }

    @Test
    void forgetsWhatWasNotSeenForLongUnlessItIsStillRead() {
        look(0, blob("a", "1", ""), blob("b", "1", ""));
        book.finished(BlobKey.of("in", "a", "1"));
        look(Duration.ofHours(2).toMillis());
        assertThat(book.remembered()).isOne();
        look(Duration.ofHours(2).toMillis() + 1, blob("a", "1", ""));
        assertThat(book.found()).isEqualTo(3);
    }

    @Test
    void remembersForAsLongAsItIsSeen() {
        for (int hour = 0; hour < 5; hour++) {
            look(Duration.ofMinutes(50L * hour).toMillis(), blob("a", "1", ""));
            book.finished(BlobKey.of("in", "a", "1"));
        }
        assertThat(book.found()).isOne();
    }

    @Test
    void takesNothingMoreWhenAsManyAreKnownAsMayBeAndGoesOnWhenThereIsRoom() {
        look(0, blob("a", "1", ""), blob("b", "1", ""), blob("c", "1", ""), blob("d", "1", ""));
        assertThat(book.remembered()).isEqualTo(3);
        assertThat(book.hasRoom()).isFalse();
        assertThat(book.isFull()).isTrue();
        List.of("a", "b", "c").forEach(name -> book.finished(BlobKey.of("in", name, "1")));
        look(Duration.ofHours(2).toMillis());
        look(Duration.ofHours(2).toMillis() + 1, blob("d", "1", ""));
        assertThat(book.found()).isEqualTo(4);
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadHappened() {
        book.take(new Look(List.of(blob("a", "1", "r1"), blob("b", "1", "")), Map.of("hub/0", 5L)), 0);
        ListenSplit given = book.poll();
        InputBook restored = new InputBook(INPUT, book.state());
        assertThat(restored.cursors()).containsEntry("hub/0", 5L);
        assertThat(restored.pending()).isOne();
        assertThat(restored.unacknowledged()).containsExactly("r1");
        restored.take(new Look(List.of(blob("a", "1", "r1")), Map.of("hub/0", 5L)), 1);
        assertThat(restored.found()).isZero();
        restored.back(given);
        assertThat(restored.poll()).isEqualTo(given);
    }

    private void look(long millis, Found... found) {
        book.take(new Look(List.of(found), Map.of()), millis);
    }

    private static Found blob(String name, String etag, String receipt) {
        return new Found(name, etag, 1, false, Map.of(), receipt);
    }
}
