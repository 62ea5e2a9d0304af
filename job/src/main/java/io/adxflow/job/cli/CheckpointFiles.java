package io.adxflow.job.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.jspecify.annotations.Nullable;

/** Looks for the files that a checkpoint's metadata refers to: a cut or missing one would make the job restart for ever. */
final class CheckpointFiles {
    private CheckpointFiles() {}

    /** Null when every file is there with at least the bytes that it should have, else what is wrong with the first other. */
    static @Nullable String problemWith(CheckpointMetadata metadata) throws IOException {
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (StreamStateHandle handle : handles(subtask)) {
                    if (handle instanceof FileStateHandle file) {
                        String problem = problemWith(file);
                        if (problem != null) {
                            return problem;
                        }
                    }
                }
            }
        }
        return null;
    }

    private static List<StreamStateHandle> handles(OperatorSubtaskState subtask) {
        List<StreamStateHandle> handles = new ArrayList<>();
        for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
            handles.add(state.getDelegateStateHandle());
        }
        for (OperatorStateHandle state : subtask.getRawOperatorState()) {
            handles.add(state.getDelegateStateHandle());
        }
        List<KeyedStateHandle> keyed = new ArrayList<>(subtask.getManagedKeyedState());
        keyed.addAll(subtask.getRawKeyedState());
        for (KeyedStateHandle state : keyed) {
            if (state instanceof KeyGroupsStateHandle groups) {
                handles.add(groups.getDelegateStateHandle());
            }
        }
        return handles;
    }

    private static @Nullable String problemWith(FileStateHandle handle) throws IOException {
        Path path = handle.getFilePath();
        try {
            long length = path.getFileSystem().getFileStatus(path).getLen();
            return length >= handle.getStateSize()
                    ? null
                    : "its file " + path + " has " + length + " of " + handle.getStateSize() + " bytes";
        } catch (FileNotFoundException gone) {
            return "its file " + path + " is missing";
        }
    }
}
