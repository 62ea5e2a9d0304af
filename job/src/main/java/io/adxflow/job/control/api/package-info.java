/** The control API: reads and changes the control document over HTTP. Holds no state; what it is asked it asks the control plane. */
package io.adxflow.job.control.api;
