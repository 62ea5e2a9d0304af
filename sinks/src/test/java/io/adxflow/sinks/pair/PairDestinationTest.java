package io.adxflow.sinks.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairDestinationTest {
    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final AtomicLong millis = new AtomicLong(10_000_000);
    private final FakePart a = new FakePart("a", log);
    private final FakePart b = new FakePart("b", log);
    private final FakePart c = new FakePart("c", log);
    private final FakePart hub = new FakePart("hub", log);
    private final FakePart otherHub = new FakePart("other-hub", log);
    private EventBatches batches;

    @BeforeEach
    void prepare() {
        batches = new EventBatches(folder.resolve("segments"));
    }

    @Test
    void theBlobIsThereBeforeItsNoticeAndEachOnce() throws Exception {
        PairDestination pair = pair(List.of(a), List.of(hub));
        SealedBatch batch = batches.metrics("Cpu", 10);
        deliver(pair, batch);
        assertThat(log).containsExactly("a " + batch.batchId(), "hub " + batch.batchId());

        JsonNode event = new ObjectMapper().readTree(hub.announced.get(0)).get(0);
        assertThat(event.path("eventType").asText()).isEqualTo("Microsoft.Storage.BlobCreated");
        assertThat(event.path("id").asText()).isEqualTo(batch.batchId());
        assertThat(event.path("subject").asText())
                .isEqualTo("/blobServices/default/containers/c/blobs/" + batch.batchId());
        assertThat(event.path("data").path("url").asText()).isEqualTo("https://a/c/" + batch.batchId());
        assertThat(event.path("data").path("contentLength").asLong()).isEqualTo(10);
    }

    @Test
    void aNoticeMayBeACloudEvent() throws Exception {
        PairSettings settings = new PairSettings("m", List.of(), List.of(), true, "/subscriptions/s", 0);
        SealedBatch batch = batches.metrics("Cpu", 10);
        Notice notice = new Notice(settings, batch, a.committed(batch));
        JsonNode event = new ObjectMapper().readTree(notice.json());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("source").asText()).isEqualTo("/subscriptions/s");
        assertThat(event.path("data").path("eTag").asText()).isEqualTo("0x1");
        assertThat(notice.headers()).containsEntry("content-type", "application/cloudevents+json; charset=utf-8");
    }

    @Test
    void aHubThatIsAwayLeavesTheBlobAloneAndIsToldLater() throws Exception {
        PairDestination pair = pair(List.of(a), List.of(hub));
        SealedBatch batch = batches.metrics("Cpu", 10);
        pair.stage(batch, batches.content(batch));
        hub.away = true;
        assertThatThrownBy(() -> pair.commit(batch, batches.content(batch)))
                .hasToString("hub: java.io.IOException: away");
        hub.away = false;
        pair.commit(batch, batches.content(batch));
        assertThat(log).containsExactly("a " + batch.batchId(), "hub " + batch.batchId());
    }

    @Test
    void aStorageThatIsAwayRestsAndItsShareGoesToTheOthers() throws Exception {
        PairDestination pair = pair(List.of(a, b, c), List.of());
        b.away = true;
        for (int i = 0; i < 60; i++) {
            deliver(pair, batches.metrics("Cpu", 1));
        }
        assertThat(b.committed).isEmpty();
        assertThat(b.requests).as("asked once, and left alone from then on").isEqualTo(1);
        assertThat(a.committed.size() + c.committed.size()).isEqualTo(60);

        b.away = false;
        millis.addAndGet(1_000);
        for (int i = 0; i < 60; i++) {
            deliver(pair, batches.metrics("Cpu", 1));
        }
        assertThat(b.committed.size()).isBetween(5, 40);
    }

    @Test
    void aStorageThatAskedForATimeIsLeftAloneForThatTime() throws Exception {
        PairDestination pair = pair(List.of(a, b), List.of());
        b.away = true;
        b.asksToWaitMillis = 30_000;
        for (int i = 0; i < 20; i++) {
            deliver(pair, batches.metrics("Cpu", 1));
        }
        millis.addAndGet(29_999);
        for (int i = 0; i < 20; i++) {
            deliver(pair, batches.metrics("Cpu", 1));
        }
        assertThat(b.requests).isEqualTo(1);
    }

    @Test
    void aBatchThatWasDivertedIsFoundThereByWhoeverRepeatsItsCommit() throws Exception {
        PairDestination pair = pair(List.of(a, b), List.of(hub, otherHub));
        a.away = true;
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SealedBatch batch = batches.metrics("Cpu", 1);
            all.add(batch);
            deliver(pair, batch);
        }
        a.away = false;
        PairDestination next = pair(List.of(a, b), List.of(hub, otherHub));
        for (SealedBatch batch : all) {
            next.commit(batch, batches.gone(batch));
        }
        assertThat(a.committed).isEmpty();
        assertThat(b.committed).hasSize(20);
        Map<String, String> hubs = new HashMap<>();
        Stream.of(hub, otherHub).forEach(each -> log.stream()
                .filter(line -> line.startsWith(each.name + " "))
                .forEach(line -> assertThat(
                                hubs.merge(line.split(" ")[1], each.name, (x, y) -> x.equals(y) ? x : "both"))
                        .isEqualTo(each.name)));
        assertThat(hubs).hasSize(20);
    }

    @Test
    void aBatchWhoseCommitWasTriedWaitsForItsStorage() throws Exception {
        PairDestination pair = pair(List.of(a, b), List.of());
        SealedBatch batch = batches.metrics("Cpu", 1);
        pair.stage(batch, batches.content(batch));
        FakePart chosen = a.staged.isEmpty() ? b : a;
        FakePart other = chosen == a ? b : a;
        chosen.away = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pair.commit(batch, batches.content(batch)))
                    .satisfies(failure -> assertThat(pair.scope(failure)).isEqualTo(FailureScope.TABLE));
        }
        chosen.away = false;
        pair.commit(batch, batches.content(batch));
        assertThat(other.committed).isEmpty();
        assertThat(chosen.committed).containsExactly(batch.batchId());
    }

    @Test
    void withAllAwayItIsThePairThatIsAway() throws Exception {
        PairDestination pair = pair(List.of(a, b), List.of());
        a.away = true;
        b.away = true;
        SealedBatch batch = batches.metrics("Cpu", 1);
        assertThatThrownBy(() -> pair.stage(batch, batches.content(batch)))
                .satisfies(failure -> assertThat(pair.scope(failure)).isEqualTo(FailureScope.DESTINATION));
        assertThatThrownBy(pair::probe).isInstanceOf(MemberException.class);
        b.away = false;
        pair.probe();
    }

    @Test
    void anotherStorageTakesItsShareFromEachOfTheOthersAndMovesNothingElse() throws Exception {
        Pool two = new Pool(List.of(member(a), member(b)));
        Pool three = new Pool(List.of(member(a), member(b), member(c)));
        int moved = 0;
        for (int i = 0; i < 3_000; i++) {
            String before = two.order("batch-" + i).get(0).name();
            String after = three.order("batch-" + i).get(0).name();
            if (!after.equals(before)) {
                assertThat(after).isEqualTo("c");
                moved++;
            }
        }
        assertThat(moved).isBetween(800, 1_200);
    }

    @Test
    void batchesOfAPoolWithOtherMembersGoWhereTheyWereToGo() {
        PairDestinationFactory factory = new PairDestinationFactory();
        MonikerSpec one = moniker("one", "/one");
        assertThat(factory.validate(one)).isEmpty();
        assertThat(factory.areSamePlace(one, one)).isTrue();
        assertThat(factory.areSamePlace(one, moniker("one", "/other"))).isFalse();
        assertThat(factory.areSamePlace(one, moniker("two", "/one"))).isFalse();
    }

    @Test
    void whatAPairIsMadeOfIsCheckedWithIt() {
        Map<String, String> options = Map.of(
                "storage", "missing, events",
                "part.events.kind", "eventhubs",
                "part.events.hub", "h",
                "part.events.namespace", "n.servicebus.windows.net",
                "notice", "telegram",
                "hubs", "x");
        assertThat(new PairDestinationFactory().validate(new MonikerSpec("p", "pair", options)))
                .containsExactlyInAnyOrder(
                        "hubs: unknown (expected: one of hub, notice, request-price, storage, topic)",
                        "storage: missing (expected: a moniker of kind blob or directory)",
                        "storage: events is of kind eventhubs (expected: blob or directory)",
                        "notice: telegram (expected: eventgrid or cloudevents)");
    }

    @Test
    void requestsAreToldByTheHourWithWhatTheyCost() throws Exception {
        PairDestination pair = pair(List.of(a), List.of());
        for (int i = 0; i < 10; i++) {
            deliver(pair, batches.metrics("Cpu", 1));
        }
        RequestLog requests = new RequestLog(settings(), millis::get);
        assertThat(requests.line(member(a)))
                .isEqualTo(
                        "Moniker m: storage a took 20 requests in the last hour of this process, 0.0010 at 0.5 per 10,000");
        assertThat(requests.line(member(a))).contains(" took 0 requests");
        assertThat(pair.requests()).isEqualTo(20);
    }

    private void deliver(PairDestination pair, SealedBatch batch) throws Exception {
        pair.stage(batch, batches.content(batch));
        pair.commit(batch, batches.content(batch));
    }

    private PairDestination pair(List<FakePart> storages, List<FakePart> hubs) {
        return new PairDestination(
                settings(),
                new Pool(storages.stream().map(this::member).toList()),
                new Pool(hubs.stream().map(this::member).toList()),
                new Diversions(new LocalAppendStore(folder.resolve("pairs"))),
                millis::get);
    }

    private static PairSettings settings() {
        return new PairSettings("m", List.of(), List.of(), false, "topic", 0.5);
    }

    private Member member(FakePart part) {
        return new Member(part.name, part, millis::get);
    }

    private static MonikerSpec moniker(String storage, String path) {
        return new MonikerSpec(
                "p",
                "pair",
                Map.of(
                        "storage",
                        storage,
                        "part." + storage + ".kind",
                        "directory",
                        "part." + storage + ".path",
                        path));
    }
}
