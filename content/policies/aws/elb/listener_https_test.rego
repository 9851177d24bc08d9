package rampart.aws.elb.listener_https_test

good["HTTPS"] := `resource "aws_lb_listener" "x" {
  load_balancer_arn = "a"
  port = 80
  protocol = "HTTPS"
  default_action {
    type = "forward"
    target_group_arn = "t"
  }
}`

good["a redirect"] := `resource "aws_lb_listener" "x" {
  load_balancer_arn = "a"
  port = 80
  protocol = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}`

bad["HTTP"] := `resource "aws_lb_listener" "x" {
  load_balancer_arn = "a"
  port = 80
  protocol = "HTTP"
  default_action {
    type = "forward"
    target_group_arn = "t"
  }
}`

bad["left out"] := `resource "aws_lb_listener" "x" {
  load_balancer_arn = "a"
  default_action {
    type = "forward"
    target_group_arn = "t"
  }
}`

unknown["from a variable"] := `variable "v" {}
resource "aws_lb_listener" "x" {
  load_balancer_arn = "a"
  port = 80
  protocol = var.v
  default_action {
    type = "forward"
    target_group_arn = "t"
  }
}`
