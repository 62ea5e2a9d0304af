package io.adxflow.sources.wire.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Message;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.OtlpJsonText;
import io.adxflow.sources.wire.testing.RandomOtlp;
import io.adxflow.sources.wire.testing.RandomOtlpMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random requests in JSON with one value anywhere in one record that is not of its type: exactly that record is lost. */
class DamagedJsonRecordTest {
    private static final Set<String> LISTS_OF_RECORDS = Set.of("logRecords", "spans", "dataPoints");
    private static final int BODIES = 1_000;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"LOGS", "TRACES", "METRICS"})
    void oneDamagedValueCostsItsRecordAndNoOther(Signal signal) throws Exception {
        RandomOtlp records = new RandomOtlp(seed);
        RandomOtlpMetrics metrics = new RandomOtlpMetrics(seed);
        WireFormat format = WireFormat.otlp(signal, Encoding.JSON, Compression.NONE);
        int damaged = 0;
        try (OtlpBodies bodies = new OtlpBodies(64 << 20)) {
            for (int i = 0; i < BODIES; i++) {
                Message message = signal == Signal.METRICS ? metrics.next() : records.next(signal);
                JsonElement tree = JsonParser.parseString(OtlpJsonText.of(message));
                List<JsonArray> lists = new ArrayList<>();
                collectRecords(tree, lists);
                lists.removeIf(list -> list.isEmpty());
                if (lists.isEmpty()) {
                    continue;
                }
                JsonArray list = lists.get(random.nextInt(lists.size()));
                int victim = random.nextInt(list.size());
                JsonElement record = list.get(victim);
                if (random.nextInt(8) == 0 || !damageWithin(record)) {
                    list.set(victim, random.nextBoolean() ? JsonNull.INSTANCE : new JsonPrimitive(5));
                }
                String body = tree.toString();
                list.remove(victim);
                // That bodies without damage become the messages they are is another test's to show.
                Message expected = parse(message, format, bodies, tree.toString());

                Message actual = parse(message, format, bodies, body);
                assertThat(actual).as("seed %d: %s", seed, body).isEqualTo(expected);
                assertThat(bodies.losses().records())
                        .as("seed %d: %s", seed, body)
                        .isEqualTo(1);
                assertThat(bodies.losses().texts()).hasSize(1);
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(BODIES / 2);
    }

    private static Message parse(Message like, WireFormat format, OtlpBodies bodies, String json) throws Exception {
        int length = bodies.inflate(format, json.getBytes(UTF_8));
        return like.getParserForType().parseFrom(Arrays.copyOf(bodies.buffer(), length));
    }

    private static void collectRecords(JsonElement element, List<JsonArray> lists) {
        if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> field : object.entrySet()) {
                if (LISTS_OF_RECORDS.contains(field.getKey())) {
                    lists.add(field.getValue().getAsJsonArray());
                } else {
                    collectRecords(field.getValue(), lists);
                }
            }
        } else if (element instanceof JsonArray array) {
            array.forEach(each -> collectRecords(each, lists));
        }
    }

    /** Gives a value somewhere within a type that it cannot have; false when there is none. */
    private boolean damageWithin(JsonElement record) {
        List<Runnable> damages = new ArrayList<>();
        collectDamages(record, damages);
        if (damages.isEmpty()) {
            return false;
        }
        damages.get(random.nextInt(damages.size())).run();
        return true;
    }

    private static void collectDamages(JsonElement element, List<Runnable> damages) {
        if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> field : object.entrySet()) {
                damages.add(() -> field.setValue(wrong(field.getValue())));
                collectDamages(field.getValue(), damages);
            }
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                damages.add(() -> array.set(index, JsonNull.INSTANCE));
                collectDamages(array.get(i), damages);
            }
        }
    }

    private static JsonElement wrong(JsonElement value) {
        if (value.isJsonPrimitive()) {
            return value.getAsString().length() % 2 == 0 ? new JsonObject() : new JsonArray();
        }
        return value.isJsonArray() ? new JsonPrimitive("no list") : new JsonPrimitive(true);
    }
}
