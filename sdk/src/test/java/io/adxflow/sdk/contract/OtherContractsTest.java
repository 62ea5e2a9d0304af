package io.adxflow.sdk.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.agents.Grant;
import io.adxflow.sdk.detect.Detector;
import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That the contracts of detectors and formats see what is wrong. */
class OtherContractsTest {
    private static List<String> broken(List<Promise> promises) {
        List<String> broken = new ArrayList<>();
        for (Promise promise : promises) {
            try {
                promise.check();
            } catch (Exception | AssertionError e) {
                broken.add(promise.name());
            }
        }
        return broken;
    }

    private interface Finds {
        void in(byte[] text, int from, int to, Detector.Found found);
    }

    private static List<String> broken(Finds finds) {
        return broken(DetectorContract.of(
                new Detector() {
                    @Override
                    public String name() {
                        return "x";
                    }

                    @Override
                    public void find(byte[] text, int from, int to, Found found) {
                        finds.in(text, from, to, found);
                    }
                },
                List.of("xx")));
    }

    @Test
    void detectors() {
        assertThat(broken((text, from, to, found) -> {
                    if (to > from) {
                        found.add(from, to);
                    }
                }))
                .isEmpty();
        assertThat(broken((text, from, to, found) -> {})).as("finds nothing").hasSize(1);
        assertThat(broken((text, from, to, found) -> found.add(0, text.length)))
                .as("out of bounds")
                .isNotEmpty();
        assertThat(broken((text, from, to, found) -> found.add(from, from + text[from])))
                .as("throws at an empty text")
                .isNotEmpty();
        AtomicInteger calls = new AtomicInteger();
        assertThat(broken((text, from, to, found) -> {
                    if (to > from && calls.getAndIncrement() % 2 == 0) {
                        found.add(from, to);
                    }
                }))
                .as("another find each time")
                .isNotEmpty();
    }

    private record Format(WireFormat.Signal signal, String name, boolean throwsAtAnything, boolean otherSignal)
            implements WireFormat {
        @Override
        public void read(byte[] body, RecordSink records) {
            if (throwsAtAnything && body.length != 1) {
                throw new IllegalStateException("no message for the sender");
            }
            if (otherSignal) {
                records.log(0, 0, "", "", Map.of(), Map.of());
            } else if (body.length > 0) {
                records.sample("m", Map.of(), body.length, 1);
            }
        }
    }

    private static List<String> broken(Format format) {
        return broken(WireFormatContract.of(format, List.of("x".getBytes(UTF_8))));
    }

    @Test
    void wireFormats() {
        assertThat(broken(new Format(WireFormat.Signal.METRICS, "f", false, false)))
                .isEmpty();
        assertThat(broken(new Format(WireFormat.Signal.METRICS, "No Name", false, false)))
                .hasSize(1);
        assertThat(broken(new Format(WireFormat.Signal.METRICS, "f", true, false)))
                .isNotEmpty();
        assertThat(broken(new Format(WireFormat.Signal.METRICS, "f", false, true)))
                .isNotEmpty();
    }

    private record Rendered(String contentType, String text) implements AgentFormat {
        @Override
        public String name() {
            return "f";
        }

        @Override
        public String render(Grant grant, String tokenFile) {
            return text.replace("HOST", grant.otlpHttp()).replace("TOKEN", grant.token());
        }
    }

    @Test
    void agentFormats() {
        assertThat(broken(AgentFormatContract.of(new Rendered("text/plain", "HOST TOKEN"))))
                .isEmpty();
        assertThat(broken(AgentFormatContract.of(new Rendered("text", "HOST TOKEN"))))
                .hasSize(1);
        assertThat(broken(AgentFormatContract.of(new Rendered("text/plain", "TOKEN"))))
                .hasSize(1);
        assertThat(broken(AgentFormatContract.of(new Rendered("text/plain", "HOST"))))
                .hasSize(1);
        assertThat(broken(AgentFormatContract.of(new Rendered("text/plain", " "))))
                .hasSize(2);
    }
}
