package io.adxflow.sdk.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sdk.contract.MemoryDestination.Flaw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DestinationContractTest {
    private static List<String> broken(Flaw flaw) {
        List<String> broken = new ArrayList<>();
        for (Promise promise : DestinationContract.of(() -> new MemoryDestination.Place(flaw))) {
            try {
                promise.check();
            } catch (Exception | AssertionError e) {
                broken.add(promise.name() + ": " + e);
            }
        }
        return broken;
    }

    @Test
    void isKeptByADestinationWithoutFlaws() {
        assertThat(broken(Flaw.NONE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void seesEachFlaw(Flaw flaw) {
        assertThat(broken(flaw)).isNotEmpty();
    }
}
