package io.adxflow.job.listen;

import io.adxflow.job.listen.Notices.Notice;
import io.adxflow.sinks.reading.StoredBlobs;
import io.adxflow.sinks.reading.StoredNotices;
import io.adxflow.sinks.reading.StoredNotices.Message;
import io.adxflow.sources.listen.Discovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads notifications of blobs from a storage queue. A message is deleted when all blobs that it tells of are taken, and until then comes
 * again whenever it was hidden for long enough; one that tells of none of ours is deleted at once. Closing waits for a look that is under
 * way.
 */
final class QueueDiscovery implements Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(QueueDiscovery.class);
    /** Of one look, so that pending blobs stay few. */
    private static final int MAX_FOUND = 2_000;

    private final StoredNotices queue;
    private final StoredBlobs blobs;

    /** How many receipts of each message are out: acknowledged ones are taken off. Bounded by what the coordinator knows. */
    private final Map<String, Integer> out = new HashMap<>();

    /** @param blobs those to read, closed with this one */
    QueueDiscovery(StoredNotices queue, StoredBlobs blobs) {
        this.queue = queue;
        this.blobs = blobs;
    }

    @Override
    public synchronized Look look() throws Exception {
        List<Found> found = new ArrayList<>();
        while (found.size() < MAX_FOUND) {
            List<Message> messages = queue.receive();
            if (messages.isEmpty()) {
                break;
            }
            for (Message message : messages) {
                if (!read(message, found)) {
                    queue.delete(message.id(), message.receipt());
                }
            }
        }
        return new Look(found, Map.of());
    }

    /** Whether it tells of anything of ours. */
    private boolean read(Message message, List<Found> to) throws IOException, InterruptedException {
        List<Notice> notices;
        try {
            notices = Notices.readText(message.text());
        } catch (IOException e) {
            LOG.warn("message {} is no notification of a blob, and deleted: {}", message.id(), e.getMessage());
            return false;
        }
        int ours = 0;
        for (Notice notice : notices) {
            String name = blobs.name(notice.url());
            if (name != null && StoredBlobs.isListed(name)) {
                // Each time that it comes it has another receipt: only the last one deletes it.
                to.add(new Found(
                        name,
                        notice.etag(),
                        notice.bytes(),
                        false,
                        Map.of(),
                        message.id() + "\n" + message.receipt() + "\n" + ours));
                ours++;
            }
        }
        if (ours > 0) {
            out.put(message.id() + "\n" + message.receipt(), ours);
        }
        return ours > 0;
    }

    @Override
    public synchronized void acknowledge(List<String> receipts) throws Exception {
        for (String receipt : receipts) {
            String message = receipt.substring(0, receipt.lastIndexOf('\n'));
            // Of a message from before a restart nothing is known: the job has taken this blob of it, and comes back to
            // the others.
            int left = out.merge(message, -1, Integer::sum);
            if (left == 0) {
                out.remove(message);
                int end = message.indexOf('\n');
                queue.delete(message.substring(0, end), message.substring(end + 1));
            } else if (left < 0) {
                out.remove(message);
            }
        }
    }

    @Override
    public synchronized void close() {
        queue.close();
        blobs.close();
    }
}
