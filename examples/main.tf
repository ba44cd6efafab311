resource "aws_sfn_state_machine" "quote" {
  name       = "quote"
  role_arn   = "arn:aws:iam::123456789012:role/quote"
  definition = file("${path.module}/quote.asl.json")
}
