package io.adxflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KEYS = List.of("batch.max-age", "batch.max-size", "ops.http");

    @Test
    void findsWhatWasMeant() {
        assertThat(Nearest.of("batch.max-agee", KEYS)).isEqualTo("batch.max-age");
        assertThat(Nearest.of("bacth.max-age", KEYS)).isEqualTo("batch.max-age");
        assertThat(Nearest.of("BATCH.MAX-SIZE", KEYS)).isEqualTo("batch.max-size");
    }

    @Test
    void keepsSilentWhenNothingIsNear() {
        assertThat(Nearest.of("something.else.entirely", KEYS)).isNull();
        assertThat(Nearest.hint("something.else.entirely", KEYS)).isEmpty();
    }
}
