package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bytes of splits and of the coordinator's state are those that builds before this one have written. */
class ListenSerializersTest {
    private static final ListenSplit SPLIT =
            new ListenSplit("in", "a/b.csv", "e1", 42, false, Map.of("h", "1"), 7, false);
    private static final String SPLIT_BYTES =
            "00000002" + "696e" + "00000007" + "612f622e637376" + "00000002" + "6531" + "000000000000002a" + "00"
                    + "00000001" + "00000001" + "68" + "00000001" + "31" + "0000000000000007" + "00";

    @Test
    void splitsKeepTheirBytes() throws IOException {
        byte[] bytes = ListenSplitSerializer.INSTANCE.serialize(SPLIT);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(SPLIT_BYTES);
        assertThat(ListenSplitSerializer.INSTANCE.deserialize(1, bytes)).isEqualTo(SPLIT);
        assertThatThrownBy(() -> ListenSplitSerializer.INSTANCE.deserialize(2, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer adxflow");
    }

    @Test
    void aBlobIsKnownByTheSameKeyForEver() {
        assertThat(BlobKey.of(SPLIT).text()).isEqualTo("b0db2ae2bae53fb3cd73ef8cf15038d0");
    }

    @Test
    void theCoordinatorsStateKeepsItsBytes() throws IOException {
        ListenState state = new ListenState(Map.of(
                "in",
                new InputState(
                        Map.of("hub/0", 9L),
                        Map.of(new BlobKey(1, 2), 3L),
                        Map.of(new BlobKey(1, 2), List.of("hub@0/8/0")),
                        List.of(SPLIT))));
        byte[] bytes = ListenStateSerializer.INSTANCE.serialize(state);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("00000001" + "00000002" + "696e"
                        + "00000001" + "00000005" + "6875622f30" + "0000000000000009"
                        + "00000001" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                        + "00000001" + "0000000000000001" + "0000000000000002" + "00000001" + "00000009"
                        + "68756240302f382f30"
                        + "00000001" + SPLIT_BYTES);
        assertThat(ListenStateSerializer.INSTANCE.deserialize(1, bytes)).isEqualTo(state);
    }
}
