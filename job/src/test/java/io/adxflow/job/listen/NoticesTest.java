package io.adxflow.job.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.listen.Notices.Notice;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final String DATA =
            "\"data\":{\"url\":\"https://a/c/b.csv\",\"eTag\":\"\\\"0x8\\\"\",\"contentLength\":7}";

    @Test
    void readsEventGridsEventsAndCloudEvents() throws IOException {
        Notice notice = new Notice("https://a/c/b.csv", "0x8", 7);
        assertThat(read("[{\"eventType\":\"Microsoft.Storage.BlobCreated\"," + DATA + "}]"))
                .containsExactly(notice);
        assertThat(read("{\"specversion\":\"1.0\",\"type\":\"Microsoft.Storage.BlobCreated\"," + DATA + "}"))
                .containsExactly(notice);
    }

    @Test
    void passesOverWhatIsAboutSomethingElse() throws IOException {
        assertThat(read("[{\"eventType\":\"Microsoft.Storage.BlobDeleted\"," + DATA + "}]"))
                .isEmpty();
    }

    @Test
    void tellsWhatIsNoNotification() {
        assertThatThrownBy(() -> read("{\"a\":")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("7")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{\"type\":\"Microsoft.Storage.BlobCreated\",\"data\":{}}"))
                .hasMessageContaining("without a url");
    }

    private static java.util.List<Notice> read(String text) throws IOException {
        return Notices.read(text.getBytes(UTF_8));
    }
}
