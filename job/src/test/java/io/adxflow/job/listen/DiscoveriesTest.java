package io.adxflow.job.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.reading.StoredNotices;
import io.adxflow.sources.listen.Discovery.Found;
import io.adxflow.sources.listen.Discovery.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Notifications on hubs and in queues: each blob is found, and acknowledged when all before it are taken. */
class DiscoveriesTest {
    private final FakeEvents hub = new FakeEvents(2);
    private final FakeBlobs blobs = new FakeBlobs();

    @Test
    void positionsAreCommittedUpToTheFirstBlobThatIsNotTaken() throws Exception {
        HubDiscovery discovery = discovery();
        hub.add(0, notice("a"), Map.of("adxflow-table", "T", "other", "x"));
        hub.add(0, notice("b"), Map.of());
        hub.add(0, "nonsense", Map.of());
        hub.add(1, null, Map.of());
        Look look = discovery.look();
        assertThat(look.found()).extracting(Found::name).containsExactly("a", "b");
        assertThat(look.found().get(0).hints()).isEqualTo(Map.of("adxflow-table", "T"));
        assertThat(look.cursors()).isEqualTo(Map.of("hub/0", 3L, "hub/1", 1L));

        discovery.acknowledge(List.of(look.found().get(1).receipt()));
        assertThat(hub.committed).isEqualTo(Map.of(0, 0L, 1, 1L));
        discovery.acknowledge(List.of(look.found().get(0).receipt()));
        assertThat(hub.committed).isEqualTo(Map.of(0, 3L, 1, 1L));
    }

    @Test
    void goesOnFromItsCursorsAndCommitsNothingThatIsStillOut() throws Exception {
        hub.add(0, notice("a"), Map.of());
        HubDiscovery before = discovery();
        Look look = before.look();
        HubDiscovery after = discovery();
        after.begin(look.cursors(), List.of(look.found().get(0).receipt()));
        hub.add(0, notice("b"), Map.of());
        Look next = after.look();
        assertThat(next.found()).extracting(Found::name).containsExactly("b");
        after.acknowledge(List.of(next.found().get(0).receipt()));
        assertThat(hub.committed).containsEntry(0, 0L);
        after.acknowledge(List.of(look.found().get(0).receipt()));
        assertThat(hub.committed).containsEntry(0, 2L);
    }

    @Test
    void whatAFailedLookHadSeenIsSeenAgain() throws Exception {
        HubDiscovery discovery = discovery();
        hub.add(0, notice("a"), Map.of());
        hub.failures = 1;
        assertThatThrownBy(discovery::look).hasMessage("away");
        assertThat(discovery.look().found()).hasSize(1);
    }

    @Test
    void whatOneHubHasTellsThoughAnotherFails() throws Exception {
        FakeEvents other = new FakeEvents(1);
        ManyDiscoveries both =
                new ManyDiscoveries(List.of(new HubDiscovery(other, "other", "g", blobs), discovery()), blobs);
        both.begin(Map.of("other/0", 0L), List.of());
        hub.add(0, notice("a"), Map.of());
        other.failures = 2;
        Look look = both.look();
        assertThat(look.found()).extracting(Found::name).containsExactly("a");
        assertThat(look.cursors()).containsEntry("other/0", 0L).containsEntry("hub/0", 1L);
        assertThatThrownBy(both::look).hasMessage("away");
    }

    @Test
    void aMessageIsDeletedWhenAllThatItTellsOfIsTaken() throws Exception {
        FakeQueue queue = new FakeQueue();
        QueueDiscovery discovery = new QueueDiscovery(queue, blobs);
        queue.waiting.add(new StoredNotices.Message(
                "m1", "r1", "[" + event("a") + "," + event("b") + "," + event("_hidden/c") + "]"));
        queue.waiting.add(new StoredNotices.Message("m2", "r1", "nonsense"));
        queue.waiting.add(new StoredNotices.Message("m3", "r1", "[]"));
        Look look = discovery.look();
        assertThat(look.found()).extracting(Found::name).containsExactly("a", "b");
        assertThat(queue.deleted).containsExactly("m2 r1", "m3 r1");
        discovery.acknowledge(List.of(look.found().get(1).receipt()));
        assertThat(queue.deleted).hasSize(2);
        discovery.acknowledge(List.of(look.found().get(0).receipt()));
        assertThat(queue.deleted).containsExactly("m2 r1", "m3 r1", "m1 r1");
    }

    @Test
    void aReceiptFromBeforeARestartDeletesNothing() throws Exception {
        FakeQueue queue = new FakeQueue();
        QueueDiscovery discovery = new QueueDiscovery(queue, blobs);
        discovery.acknowledge(List.of("m1\nr1\n0"));
        assertThat(queue.deleted).isEmpty();
        queue.waiting.add(new StoredNotices.Message("m1", "r2", event("a")));
        discovery.acknowledge(List.of(discovery.look().found().get(0).receipt()));
        assertThat(queue.deleted).containsExactly("m1 r2");
    }

    private HubDiscovery discovery() {
        return new HubDiscovery(hub, "hub", "g", blobs);
    }

    private static String notice(String url) {
        return "[" + event(url) + "]";
    }

    private static String event(String url) {
        return "{\"eventType\":\"Microsoft.Storage.BlobCreated\",\"data\":{\"url\":\"" + url
                + "\",\"eTag\":\"e\",\"contentLength\":1}}";
    }

    private static final class FakeQueue implements StoredNotices {
        private final List<Message> waiting = new ArrayList<>();
        private final List<String> deleted = new ArrayList<>();

        @Override
        public List<Message> receive() {
            List<Message> received = List.copyOf(waiting);
            waiting.clear();
            return received;
        }

        @Override
        public void delete(String id, String receipt) {
            deleted.add(id + " " + receipt);
        }
    }
}
