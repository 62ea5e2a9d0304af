package io.adxflow.sources.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlStateTest {
    private static final ControlStateSerializer SERIALIZER = ControlStateSerializer.INSTANCE;
    private static final String VERSION_2 = "00026830" + "00000001" + "0000000000000007" + "00026831" + "00026964"
            + "000000000000007b" + "0002" + "c3a9" + "00047768617400".substring(0, 12);

    @Test
    void readsAndWritesTheBytesThatAreInState() throws Exception {
        ControlState state = new ControlState("h0", List.of(new DocumentVersion(7, "h1", "id", 123, "é", "what")));
        assertThat(SERIALIZER.getVersion()).isEqualTo(2);
        assertThat(HexFormat.of().formatHex(SERIALIZER.serialize(state))).isEqualTo(VERSION_2);
        assertThat(SERIALIZER.deserialize(2, HexFormat.of().parseHex(VERSION_2)))
                .isEqualTo(state);
    }

    @Test
    void readsTheNothingOfBuildsWithoutVersions() throws Exception {
        assertThat(SERIALIZER.deserialize(1, new byte[0])).isEqualTo(ControlState.NONE);
        assertThatThrownBy(() -> SERIALIZER.deserialize(3, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer adxflow");
    }

    @Test
    void keepsTheNewestOfALongHistoryAndShortTexts() {
        ControlState state = ControlState.NONE;
        for (int i = 0; i < 1_500; i++) {
            state = state.with(
                    new DocumentVersion(state.nextNumber(), "h", "id-" + i, 0, "w".repeat(1_000), "x".repeat(1_000)));
        }
        assertThat(state.history()).hasSize(ControlState.MAX_HISTORY);
        assertThat(state.nextNumber()).isEqualTo(1_501);
        assertThat(state.ofRequest("id-0")).isNull();
        assertThat(state.ofRequest("id-1499").number()).isEqualTo(1_500);
        assertThat(state.current().who()).hasSize(DocumentVersion.MAX_TEXT);
    }
}
