package io.adxflow.job.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.Feed.Part;
import io.adxflow.sources.listen.Feed.Unreadable;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenSplit;
import io.adxflow.sources.wire.WireFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicFeedTest {
    private final FakeEvents events = new FakeEvents(1);
    private final Map<String, String> options = new HashMap<>();

    @Test
    void eventsOfOneTableThatFollowEachOtherAreOnePart() throws Exception {
        Map<String, String> a = Map.of("adxflow-table", "A", "adxflow-columns", "X:long", "adxflow-database", "D");
        Map<String, String> b = Map.of("adxflow-table", "B", "adxflow-columns", "Y:string");
        events.add(0, "{\"X\":1}", a);
        events.add(0, "{\"X\":2}\n{\"X\":3}", a);
        events.add(0, "{\"Y\":\"z\"}", b);
        try (Feed feed = open(-1)) {
            assertPart(feed.next(), "A\nX:long\n1\n2\n3\n", 2, "D");
            assertPart(feed.next(), "B\nY:string\nz\n", 3, null);
            assertThat(feed.next()).isNull();
        }
        try (Feed feed = open(1)) {
            assertPart(feed.next(), "A\nX:long\n2\n3\n", 2, "D");
        }
    }

    @Test
    void anEventThatCannotBeReadIsAloneAndDoesNotHoldUpTheOthers() throws Exception {
        options.put("table", "A");
        options.put("schema", "X:long");
        events.add(0, "{\"X\":1}", Map.of());
        events.add(0, "{\"X\":2} nonsense", Map.of());
        events.add(0, null, Map.of());
        events.add(0, "{\"X\":3}", Map.of("adxflow-part", "0/2"));
        events.add(0, "{\"X\":4}", Map.of());
        try (Feed feed = open(-1)) {
            assertPart(feed.next(), "A\nX:long\n1\n", 1, null);
            for (long position = 2; position <= 4; position++) {
                assertThat(feed.next())
                        .isInstanceOfSatisfying(Unreadable.class, each -> assertThat(each.name())
                                .startsWith("t/0@"))
                        .extracting("position")
                        .isEqualTo(position);
            }
            assertPart(feed.next(), "A\nX:long\n4\n", 5, null);
        }
    }

    @Test
    void otlpGoesOnAsItCame() throws Exception {
        options.put("format", "otlp-traces");
        events.add(0, "bytes", Map.of());
        try (Feed feed = open(-1)) {
            Part part = (Part) feed.next();
            assertThat(part.format()).isEqualTo(WireFormat.OTLP_TRACES);
            assertThat(part.body()).isEqualTo("bytes".getBytes(UTF_8));
            assertThat(part.position()).isOne();
        }
    }

    private Feed open(long position) throws Exception {
        ListenInput input =
                new ListenInput("in", "eventhubs", "default", null, Duration.ZERO, Duration.ofDays(1), 10, options);
        return new TopicFeeds(input, events, "g")
                .open(new ListenSplit("in", "t/0", "", -1, true, Map.of(), position, false));
    }

    private static void assertPart(Object next, String body, long position, String database) {
        assertThat(next).isInstanceOf(Part.class);
        Part part = (Part) next;
        assertThat(new String(part.body(), UTF_8)).isEqualTo(body);
        assertThat(part.position()).isEqualTo(position);
        assertThat(part.database()).isEqualTo(database);
    }
}
