"""GuardDuty: the detector and its features."""
from collectors import Case


def make(aws):
    detector = aws("guardduty").create_detector(Enable=True, FindingPublishingFrequency="ONE_HOUR", Tags={"team": "a"}, Features=[
        {"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}, {"Name": "RUNTIME_MONITORING", "Status": "DISABLED"}])["DetectorId"]
    return {"detector": detector}


CASES = [Case("a detector", """
resource "aws_guardduty_detector" "d" {
  enable                       = true
  finding_publishing_frequency = "ONE_HOUR"
  tags                         = { team = "a" }
}
resource "aws_guardduty_detector_feature" "s3" {
  detector_id = "@detector@"
  name        = "S3_DATA_EVENTS"
  status      = "ENABLED"
}
resource "aws_guardduty_detector_feature" "runtime" {
  detector_id = "@detector@"
  name        = "RUNTIME_MONITORING"
  status      = "DISABLED"
}
""", make)]
