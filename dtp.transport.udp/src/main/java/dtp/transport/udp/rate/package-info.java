/** Pacing, and the controller that finds a path's rate: plain objects, time passed in. */
package dtp.transport.udp.rate;
