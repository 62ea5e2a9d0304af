package io.adxflow.job.bundle;

import java.io.Serializable;

/** Says whether whoever runs the job wants all rows delivered now, since it is about to stop. Asked on the task's thread. */
@FunctionalInterface
public interface FlushRequest extends Serializable {
    boolean isRequested();
}
