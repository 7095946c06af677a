/**
 * The CSP node: links, routing, ports, RDP connections, the services of every node. {@link dtp.csp.node.CspNode} is a plain
 * object owned by one thread; {@link dtp.csp.node.NodeLoop} is that thread in real time.
 */
package dtp.csp.node;
