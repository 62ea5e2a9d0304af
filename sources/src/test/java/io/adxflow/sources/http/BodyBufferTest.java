package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BodyBufferTest {
    private static final int MAX_BYTES = 1_000;
    private static final int RESERVED = 100;

    private final ByteBudget budget = new ByteBudget(2_000);

    @Test
    void takesAStreamThatSaysItsSizeWithoutReservingMore() throws IOException {
        BodyBuffer buffer = reserved();

        assertThat(buffer.append(saying(600, 600))).isEqualTo(BodyBuffer.Append.TAKEN);
        assertThat(budget.usedBytes()).isEqualTo(600);
        assertThat(buffer.finish()).hasSize(600);
        assertThat(budget.usedBytes()).isEqualTo(600);
    }

    @Test
    void takesWhatSaysTooLittleOrTooMuch() throws IOException {
        for (int said : new int[] {0, 1, RESERVED, 300, 800, MAX_BYTES, MAX_BYTES + 1, Integer.MAX_VALUE}) {
            BodyBuffer buffer = reserved();

            assertThat(buffer.append(saying(said, 600))).as("said %d", said).isEqualTo(BodyBuffer.Append.TAKEN);
            assertThat(buffer.finish()).hasSize(600);
            assertThat(budget.usedBytes()).isEqualTo(600);
            budget.release(600);
        }
    }

    @Test
    void refusesWhatIsTooLargeAndWhatHasNoRoom() throws IOException {
        BodyBuffer large = reserved();
        assertThat(large.append(saying(10, MAX_BYTES + 1))).isEqualTo(BodyBuffer.Append.TOO_LARGE);
        large.discard();
        assertThat(budget.usedBytes()).isZero();

        assertThat(budget.tryReserve(1_500)).isTrue();
        BodyBuffer roomless = reserved();
        assertThat(roomless.append(saying(900, 900))).isEqualTo(BodyBuffer.Append.NO_ROOM);
        roomless.discard();
        assertThat(budget.usedBytes()).isEqualTo(1_500);
    }

    private BodyBuffer reserved() {
        assertThat(budget.tryReserve(RESERVED)).isTrue();
        return BodyBuffer.onReserved(budget, RESERVED, MAX_BYTES);
    }

    private static InputStream saying(int available, int bytes) {
        return new ByteArrayInputStream(new byte[bytes]) {
            @Override
            public synchronized int available() {
                return available;
            }
        };
    }
}
