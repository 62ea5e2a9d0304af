package io.adxflow.job.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.AgentsSpec;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.control.ControlPlane.ChangeOutcome;
import io.adxflow.job.control.ControlPlane.Current;
import io.adxflow.job.control.ControlPlane.Proposal;
import io.adxflow.job.control.DocumentText;
import io.adxflow.job.handshake.HandshakeOutcome.Refused;
import io.adxflow.sources.control.ControlDocument;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes namespaces from the document's template, and revokes agents, by ordinary changes of the document. Thread-safe; blocks for a read of the storage. */
final class NamespaceMaker {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ATTEMPTS = 5;

    private final ControlPlane plane;

    NamespaceMaker(ControlPlane plane) {
        this.plane = plane;
    }

    /** Changes the document in place; false when there is nothing to change. */
    private interface Change {
        boolean apply(ObjectNode root) throws RefusedException;
    }

    private static final class RefusedException extends Exception {
        private final transient Refused refused;

        RefusedException(Refused refused) {
            super(refused.detail());
            this.refused = refused;
        }
    }

    /** @return completes with null when the namespace is there, else with why it is not */
    CompletableFuture<@Nullable Refused> make(String namespace, String agent) {
        return change("hand-shake of " + agent, "made namespaces/" + namespace, root -> {
            ObjectNode namespaces = object(root, "namespaces");
            if (namespaces.has(namespace)) {
                return false;
            }
            AgentsSpec spec = DocumentText.parse(new ControlDocument("proposal", root.toString()))
                    .agents();
            if (spec.template().isEmpty()) {
                throw new RefusedException(new Refused(
                        404,
                        "Unknown namespace",
                        "there is no namespace '" + namespace
                                + "', and no template to make it from; see namespaces.*"));
            }
            namespaces.set(namespace, JSON.valueToTree(spec.made(namespace)));
            return true;
        });
    }

    /** @return completes with null when the agent is revoked by a change that is done, else with why it is not */
    CompletableFuture<@Nullable Refused> revoke(String namespace, String agent, String who) {
        return change(who, "revoked agent " + namespace + "/" + agent, root -> {
            ObjectNode rules = object(object(root, "agents"), namespace);
            for (var one : rules.withArrayProperty("revoked")) {
                if (one.asText().equals(agent)) {
                    return false;
                }
            }
            rules.withArrayProperty("revoked").add(agent);
            return true;
        });
    }

    private static ObjectNode object(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode there ? there : parent.putObject(key);
    }

    private CompletableFuture<@Nullable Refused> change(String who, String what, Change change) {
        return attempt(who, what, change, UUID.randomUUID().toString(), ATTEMPTS);
    }

    private CompletableFuture<@Nullable Refused> attempt(
            String who, String what, Change change, String id, int attemptsLeft) {
        Current current;
        ObjectNode root;
        try {
            current = plane.current();
            if (current == null) {
                return refused(new Refused(503, "Not now", "no reader of the job runs in this process; ask again"));
            }
            root = (ObjectNode) JSON.readTree(current.text());
            if (!change.apply(root)) {
                return CompletableFuture.completedFuture(null);
            }
        } catch (RefusedException e) {
            return refused(e.refused);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical document is no JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            return refused(new Refused(503, "Not now", "the storage cannot be read: " + e.getMessage()));
        }
        return plane.propose(new Proposal(root.toString(), current.version().number(), id, who, what))
                .thenCompose(outcome -> {
                    if (outcome instanceof ChangeOutcome.Conflict && attemptsLeft > 1) {
                        // Somebody else was first; what is wanted is put onto what they made.
                        return attempt(who, what, change, UUID.randomUUID().toString(), attemptsLeft - 1);
                    }
                    return CompletableFuture.completedFuture(refusal(outcome));
                });
    }

    private static CompletableFuture<@Nullable Refused> refused(Refused refused) {
        return CompletableFuture.completedFuture(refused);
    }

    private static @Nullable Refused refusal(ChangeOutcome outcome) {
        if (outcome instanceof ChangeOutcome.Done) {
            return null;
        } else if (outcome instanceof ChangeOutcome.Invalid invalid) {
            return new Refused(422, "The document would be wrong", "the change was not made", invalid.problems());
        } else if (outcome instanceof ChangeOutcome.Refused not) {
            return new Refused(409, "Not by this way", not.reason());
        } else if (outcome instanceof ChangeOutcome.Unavailable unknown) {
            return new Refused(503, "Not now", unknown.reason());
        }
        return new Refused(503, "Not now", "others change the document all the time; ask again");
    }
}
