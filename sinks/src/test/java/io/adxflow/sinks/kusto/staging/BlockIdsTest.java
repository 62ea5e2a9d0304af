package io.adxflow.sinks.kusto.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockIdsTest {
    @Test
    void haveOneLengthWhateverTheNumberAndTheSize() {
        List<String> ids = BlockIds.all(50_000L << 20, 1 << 20);
        assertThat(ids).hasSize(50_000).doesNotHaveDuplicates();
        assertThat(ids).extracting(String::length).containsOnly(ids.get(0).length());
        assertThat(BlockIds.id(256 << 20, 0)).hasSameSizeAs(ids.get(0));
        assertThat(Base64.getDecoder().decode(ids.get(0)).length).isLessThanOrEqualTo(64);
    }

    @Test
    void differForAnotherBlockSize() {
        assertThat(new HashSet<>(BlockIds.all(10 << 20, 1 << 20)))
                .doesNotContainAnyElementsOf(BlockIds.all(10 << 20, 2 << 20));
    }

    @Test
    void coverTheLastByte() {
        assertThat(BlockIds.count(1, 10)).isEqualTo(1);
        assertThat(BlockIds.count(10, 10)).isEqualTo(1);
        assertThat(BlockIds.count(11, 10)).isEqualTo(2);
    }

    @Test
    void saysWhichOptionIsTooSmall() {
        assertThatThrownBy(() -> BlockIds.count(100_000L << 20, 1 << 20)).hasMessageContaining("block-size");
    }
}
