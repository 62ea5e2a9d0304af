package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitBookTest {
    private static final ListenSplit SPLIT = new ListenSplit("in", "a", "1", 1, false, Map.of(), 0, false);

    private final SplitBook book = new SplitBook();

    @Test
    void tellsOfAFinishedSplitAtTwoCheckpointsAndKeepsItUntilTheSecond() {
        book.add(SPLIT);
        book.move(SPLIT.splitId(), 5);
        assertThat(book.snapshot(1)).containsExactly(SPLIT.at(5));
        book.finish(SPLIT.splitId());
        assertThat(book.completed(1)).isEmpty();
        assertThat(book.snapshot(2)).containsExactly(SPLIT.at(5).atEnd());
        assertThat(book.completed(2)).containsExactly(BlobKey.of(SPLIT));
        assertThat(book.snapshot(3)).hasSize(1);
        assertThat(book.completed(3)).containsExactly(BlobKey.of(SPLIT));
        assertThat(book.snapshot(4)).isEmpty();
        assertThat(book.completed(4)).isEmpty();
    }

    @Test
    void aRestoredFinishedSplitIsToldOfAgainAndNotReadAgain() {
        assertThat(book.add(SPLIT.atEnd())).isFalse();
        assertThat(book.nextBlob()).isNull();
        List<ListenSplit> state = book.snapshot(1);
        assertThat(state).containsExactly(SPLIT.atEnd());
        assertThat(book.completed(1)).containsExactly(BlobKey.of(SPLIT));
    }

    @Test
    void whatFinishedAfterASnapshotIsNotToldWithIt() {
        book.add(SPLIT);
        book.snapshot(1);
        book.finish(SPLIT.splitId());
        assertThat(book.completed(1)).isEmpty();
    }
}
