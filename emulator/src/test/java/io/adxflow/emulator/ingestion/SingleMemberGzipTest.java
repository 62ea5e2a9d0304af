package io.adxflow.emulator.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SingleMemberGzipTest {
    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsTheFirstMemberAndCountsTheBytesBehindIt() throws Exception {
        for (int length : new int[] {0, 1, 65_000, 300_000}) {
            byte[] content = random(length);
            byte[] first = gzip(content);
            byte[] two = Arrays.copyOf(first, first.length + 77);
            SingleMemberGzip in = new SingleMemberGzip(new ByteArrayInputStream(two));
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(in.trailingBytes()).isEqualTo(77);
        }
    }

    @Test
    void refusesWhatIsCutOffOrBroken() throws Exception {
        byte[] whole = gzip(random(10_000));
        for (int length : new int[] {3, 500, whole.length - 1}) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new SingleMemberGzip(new ByteArrayInputStream(cut)).readAllBytes())
                    .isInstanceOf(EOFException.class);
        }
        byte[] wrongSum = whole.clone();
        wrongSum[whole.length - 8]++;
        assertThatThrownBy(() -> new SingleMemberGzip(new ByteArrayInputStream(wrongSum)).readAllBytes())
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> new SingleMemberGzip(new ByteArrayInputStream(new byte[20])))
                .hasMessageContaining("magic");
    }
}
